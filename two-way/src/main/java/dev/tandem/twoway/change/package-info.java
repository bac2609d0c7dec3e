/** A change as it arrives from Salesforce, and the rules of its fields: who owns them, and who wins a tie. */
package dev.tandem.twoway.change;
