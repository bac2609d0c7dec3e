/** Writes of records: guarded rows, collections, and the outcome of each record. */
package dev.tandem.salesforce.client.write;
