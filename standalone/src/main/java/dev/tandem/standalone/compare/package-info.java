/** Compares an org with its tables, row by row and value by value. */
package dev.tandem.standalone.compare;
