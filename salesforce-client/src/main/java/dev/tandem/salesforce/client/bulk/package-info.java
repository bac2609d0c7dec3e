/** Bulk API 2.0 queries: many records, read as a stream that can be resumed at any row. */
package dev.tandem.salesforce.client.bulk;
