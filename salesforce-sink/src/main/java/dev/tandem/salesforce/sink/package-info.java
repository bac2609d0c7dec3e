/** The connector that writes local edits of Postgres tables to Salesforce. */
package dev.tandem.salesforce.sink;
