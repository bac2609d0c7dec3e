/** Real Postgres servers for tests, and a database of its own for each. */
package dev.tandem.postgres.testing;
