/** Transactions: from changes to the statements of each table. */
package dev.tandem.postgres.sink.write;
