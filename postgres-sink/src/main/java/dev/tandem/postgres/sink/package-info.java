/**
 * The Postgres sink connector: what Connect sees, its configuration, and the task that reads and writes. The way of a record from
 * {@code PostgresSinkTask} to its statement is described in {@code docs/postgres-sink.md}. The packages, from top to bottom: {@code
 * put} writes a put, {@code write} runs a transaction, {@code plan} decides what becomes of each row, {@code sql} makes the
 * statements, {@code execution} sends them.
 */
package dev.tandem.postgres.sink;
