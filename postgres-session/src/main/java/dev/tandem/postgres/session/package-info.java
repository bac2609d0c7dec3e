/** Connections to Postgres: settings, transactions, the kinds of failure, and the grants that are missing. */
package dev.tandem.postgres.session;
