/** A Salesforce org on loopback for tests and the demo: it starts here, and {@code OrgControl} changes it from outside. */
package dev.tandem.salesforce.simulator;
