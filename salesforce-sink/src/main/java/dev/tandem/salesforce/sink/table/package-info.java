/** Two-way tables and the objects that they belong to. */
package dev.tandem.salesforce.sink.table;
