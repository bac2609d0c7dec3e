/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

/** The statement that finds out whether the rows of a table keep their origins. */
public final class OriginStatements {
    /** Takes the schema and name of the table. */
    public static final String HAS_ORIGINS = """
            SELECT EXISTS (
                SELECT FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND a.attname = '_sync_origin' AND NOT a.attisdropped)""";

    private OriginStatements() {}
}
