/** The costs of two-way tables: writes to Salesforce, triggers, the sink's rule path and the write-ahead log. */
package dev.tandem.benchmarks.twoway;
