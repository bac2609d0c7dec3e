/** Requests for re-reads, on their way to the source. */
package dev.tandem.salesforce.sink.signal;
