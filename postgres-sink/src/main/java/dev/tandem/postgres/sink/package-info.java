/** The Postgres sink connector: what Connect sees, its configuration, and the task that reads and writes. */
package dev.tandem.postgres.sink;
