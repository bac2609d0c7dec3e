/** Change Data Capture, and the log from which all streams are replayed. */
package dev.tandem.salesforce.simulator.events;
