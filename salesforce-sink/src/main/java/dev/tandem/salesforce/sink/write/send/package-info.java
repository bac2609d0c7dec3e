/** The calls that carry requests to Salesforce. */
package dev.tandem.salesforce.sink.write.send;
