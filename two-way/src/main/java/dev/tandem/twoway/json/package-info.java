/** JSON, in which Postgres keeps the state of two-way rows. */
package dev.tandem.twoway.json;
