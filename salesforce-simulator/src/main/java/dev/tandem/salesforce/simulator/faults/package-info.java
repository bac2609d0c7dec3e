/** Everything that can go wrong on request, and what is in force now. */
package dev.tandem.salesforce.simulator.faults;
