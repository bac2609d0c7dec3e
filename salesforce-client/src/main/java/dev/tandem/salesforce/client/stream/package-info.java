/** The Streaming API: change events over CometD, from many channels, across lost sessions. */
package dev.tandem.salesforce.client.stream;
