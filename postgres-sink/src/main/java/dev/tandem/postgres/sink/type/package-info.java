/** From Connect's values to Postgres's: column types and the binary arrays that values travel in. */
package dev.tandem.postgres.sink.type;
