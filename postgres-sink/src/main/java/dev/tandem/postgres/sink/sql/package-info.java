/** Every statement that the sink runs, and the rows that travel in it. Nothing here has a connection. */
package dev.tandem.postgres.sink.sql;
