/** The connection to Postgres: where it is, how it is secured, and the transactions on it. */
package dev.tandem.postgres.sink.connection;
