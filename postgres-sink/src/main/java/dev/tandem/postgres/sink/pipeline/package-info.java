/** The flow of records to Postgres: writing behind, and overlapping encoding with execution. */
package dev.tandem.postgres.sink.pipeline;
