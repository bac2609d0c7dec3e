/** The signals that wake the write-back: records, notifications and sweeps. */
package dev.tandem.salesforce.sink.wake;
