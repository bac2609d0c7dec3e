/** What a failure of Postgres means, and how it is told: without values, and with what to do. */
package dev.tandem.postgres.sink.failure;
