/** Writing batches in transactions: their statements, and the threads that encode and run them. */
package dev.tandem.postgres.sink.write;
