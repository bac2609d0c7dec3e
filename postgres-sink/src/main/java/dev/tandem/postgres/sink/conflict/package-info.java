/** Conflicts between changes of different origins: recognising, logging and announcing them. */
package dev.tandem.postgres.sink.conflict;
