/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

/** The rows of a table that an UPDATE may change. */
public enum UpdateScope {
    ALL_ROWS(""),
    /**
     * The rows of a two-way table without local edits under way. If a user edits a row at the same time, the UPDATE waits for the
     * edit, and then compares this condition with the row as it was committed.
     */
    ROWS_AT_REST("\n  AND t._sync_pending IS NULL AND t._sync_request IS NULL");

    private final String condition;

    UpdateScope(String condition) {
        this.condition = condition;
    }

    String condition() {
        return condition;
    }
}
