/** The positions up to which records are in the database, by which the sink notices that the database is an older copy. */
package dev.tandem.postgres.sink.position;
