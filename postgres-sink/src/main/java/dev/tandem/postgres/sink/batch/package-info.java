/** What a batch does to each row; pure, without a database. */
package dev.tandem.postgres.sink.batch;
