/** The daily limits of the org. */
package dev.tandem.salesforce.simulator.limits;
