/** Bulk API 2.0: many records, read as a stream that can resume at any row. */
package dev.tandem.salesforce.client.bulk;
