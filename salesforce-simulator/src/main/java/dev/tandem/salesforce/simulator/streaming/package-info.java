/** The Streaming API: CometD with Salesforce's authentication, replay, errors and timeouts. */
package dev.tandem.salesforce.simulator.streaming;
