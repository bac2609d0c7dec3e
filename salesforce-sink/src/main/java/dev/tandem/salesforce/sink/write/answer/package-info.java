/** Salesforce's answers to requests, and what they mean for the rows. */
package dev.tandem.salesforce.sink.write.answer;
