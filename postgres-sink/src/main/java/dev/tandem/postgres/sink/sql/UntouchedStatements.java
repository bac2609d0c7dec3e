/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.SystemColumn;

/** The statements that search taken-over tables for rows that no record has touched. */
public final class UntouchedStatements {
    /** The condition of such a row. */
    public static final String CONDITION =
            "sfid IS NOT NULL AND " + Identifier.quote(SystemColumn.VERSION.name()) + " IS NULL";

    private UntouchedStatements() {}

    /** Counts the rows up to a maximum. */
    public static String count(TableId table, int most) {
        return "SELECT count(*)\nFROM (SELECT FROM " + table.quoted() + " WHERE " + CONDITION + " LIMIT " + most
                + ") s";
    }

    /** Limits the time of the transaction's statements. */
    public static String limit(long millis) {
        return "SET LOCAL statement_timeout = " + millis;
    }
}
