/** The part of the conflict protocol that lives inside Postgres: triggers, system columns and tables. */
package dev.tandem.twoway.schema;
