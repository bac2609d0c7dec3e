/** Attempts to write changes, and what to try after one of them failed. Pure, without a database. */
package dev.tandem.postgres.sink.attempt;
