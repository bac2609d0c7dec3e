/** Conflicts between changes of different origins: recognizing, logging and announcing them. */
package dev.tandem.postgres.sink.conflict;
