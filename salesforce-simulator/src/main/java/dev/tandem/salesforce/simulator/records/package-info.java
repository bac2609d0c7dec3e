/** The org's records: transactions with row locks, the rules that a save must meet, and the changes that each commit makes. */
package dev.tandem.salesforce.simulator.records;
