/** Objects and records that look like those of a real org. */
package dev.tandem.salesforce.simulator.believable;
