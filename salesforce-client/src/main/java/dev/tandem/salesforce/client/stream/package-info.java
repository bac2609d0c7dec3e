/** The Streaming API: change events over CometD, from many channels, through whatever happens to a session. */
package dev.tandem.salesforce.client.stream;
