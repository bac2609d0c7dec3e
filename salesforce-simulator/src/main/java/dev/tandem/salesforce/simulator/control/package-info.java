/** The control API, by which tests and the demo change records, start faults, and see what the org did. */
package dev.tandem.salesforce.simulator.control;
