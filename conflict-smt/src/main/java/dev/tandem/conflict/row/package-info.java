/** The output row: the common schema of an object's rows, which only grows, and the plans that convert rows to it. */
package dev.tandem.conflict.row;
