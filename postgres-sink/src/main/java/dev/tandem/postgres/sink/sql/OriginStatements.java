/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.TableId;

/** The statements that find out whether the rows of a table keep their origins. */
public final class OriginStatements {
    /** Takes the schema and name of the table. */
    public static final String HAS_ORIGINS = """
            SELECT EXISTS (
                SELECT FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND a.attname = '_sync_origin' AND NOT a.attisdropped)""";

    private OriginStatements() {}

    /** Returns the statement that keeps others from adding columns until the transaction ends, as every write does. */
    public static String lock(TableId table) {
        return "LOCK TABLE ONLY " + table.quoted() + " IN ROW EXCLUSIVE MODE";
    }
}
