/** The part of SOQL that connectors use: it is parsed into a query that runs over the records. */
package dev.tandem.salesforce.simulator.soql;
