/** Users who keep changing records, so that events flow without a test's help. */
package dev.tandem.salesforce.simulator.load;
