/** The state of two-way rows in Postgres: how it is read under a lock, and written. */
package dev.tandem.twoway.state;
