/** Bringing tables to the shape of the records: what differs, what may be done about it, and doing it. */
package dev.tandem.postgres.sink.evolution;
