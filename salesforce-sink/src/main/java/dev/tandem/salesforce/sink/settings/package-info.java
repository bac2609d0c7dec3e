/** The options of the connector. */
package dev.tandem.salesforce.sink.settings;
