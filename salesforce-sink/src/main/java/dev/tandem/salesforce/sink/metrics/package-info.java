/** The connector's metrics. */
package dev.tandem.salesforce.sink.metrics;
