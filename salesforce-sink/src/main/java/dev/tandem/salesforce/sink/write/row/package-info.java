/** The rows of one table: what the steps decide about them under their locks, and when a row is tried again. */
package dev.tandem.salesforce.sink.write.row;
