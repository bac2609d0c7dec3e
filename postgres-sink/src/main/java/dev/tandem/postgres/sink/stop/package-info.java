/** The tables that a task cannot write for now, while it writes the others. */
package dev.tandem.postgres.sink.stop;
