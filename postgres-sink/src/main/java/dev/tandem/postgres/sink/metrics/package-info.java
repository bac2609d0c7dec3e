/** What the sink measures, and where that is published. */
package dev.tandem.postgres.sink.metrics;
