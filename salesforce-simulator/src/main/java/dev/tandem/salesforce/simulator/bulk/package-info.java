/** Bulk API 2.0: query jobs and ingest jobs, and the CSV that they exchange. */
package dev.tandem.salesforce.simulator.bulk;
