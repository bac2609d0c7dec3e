/** The effects of a batch on each row; pure, without a database. */
package dev.tandem.postgres.sink.batch;
