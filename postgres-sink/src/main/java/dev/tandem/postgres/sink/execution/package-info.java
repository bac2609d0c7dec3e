/** The running of statements, and of work that two threads share. */
package dev.tandem.postgres.sink.execution;
