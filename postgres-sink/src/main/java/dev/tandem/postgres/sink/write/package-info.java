/** Writing batches in transactions, and what becomes of failures. */
package dev.tandem.postgres.sink.write;
