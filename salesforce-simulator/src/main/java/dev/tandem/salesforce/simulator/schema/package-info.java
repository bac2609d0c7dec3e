/** The objects and fields that the org knows, as a describe shows them. */
package dev.tandem.salesforce.simulator.schema;
