/** The first steps of a write: requests are noted on rows, and compared with the records that they are about to change. */
package dev.tandem.salesforce.sink.write.take;
