/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

/** The rows of a table that a statement may write. */
public enum RowScope {
    ALL_ROWS(""),
    /**
     * The rows of a two-way table without local edits under way, and without a tombstone. If a user edits a row at the same time, an UPDATE
     * waits for the edit, and then compares this condition with the row as it was committed. An INSERT sees the row of a delete that is not
     * committed, and its tombstone afterwards, so it never brings a deleted row back.
     */
    ROWS_AT_REST("\n  AND t._sync_pending IS NULL AND t._sync_request IS NULL");

    private final String condition;

    RowScope(String condition) {
        this.condition = condition;
    }

    /** Returns the condition of an UPDATE. */
    String condition() {
        return condition;
    }

    /** Returns whether an INSERT leaves the rows out that have a tombstone. */
    boolean heedsTombstones() {
        return this == ROWS_AT_REST;
    }
}
