/** The metrics of the sink, and their publication. */
package dev.tandem.postgres.sink.metrics;
