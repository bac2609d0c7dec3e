/** The transform {@code LastWriterWins}: it turns change events into flat rows, and drops what is older than what it has seen. */
package dev.tandem.conflict;
