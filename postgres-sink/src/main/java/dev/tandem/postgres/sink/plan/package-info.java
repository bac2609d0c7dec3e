/** The decisions about what is written to each row. Pure, without a database. */
package dev.tandem.postgres.sink.plan;
