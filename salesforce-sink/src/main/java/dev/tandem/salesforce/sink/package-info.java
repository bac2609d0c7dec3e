/**
 * The connector that writes local edits of Postgres tables to Salesforce. The way of an edit from {@code SalesforceSinkTask} to its
 * call is described in {@code docs/salesforce-sink.md}.
 */
package dev.tandem.salesforce.sink;
