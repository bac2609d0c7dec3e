/** What wakes the write-back: records, notifications and sweeps. */
package dev.tandem.salesforce.sink.wake;
