/** Tables as Postgres's catalog has them, and names as SQL. */
package dev.tandem.postgres.sink.table;
