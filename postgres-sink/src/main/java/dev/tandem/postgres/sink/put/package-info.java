/** The writing of one put: batch after batch, and what is done instead where one fails. */
package dev.tandem.postgres.sink.put;
