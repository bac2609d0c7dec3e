/** The difference of the clocks of Salesforce and Postgres, by which people judge who was later. */
package dev.tandem.salesforce.sink.clock;
