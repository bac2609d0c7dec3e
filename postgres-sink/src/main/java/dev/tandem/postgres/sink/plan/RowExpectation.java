/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;

/**
 * A guess, from what the last transaction met in a table, whether the next one meets rows that exist, and whether it is a replay. A
 * wrong guess costs a statement.
 */
public final class RowExpectation {
    private boolean newRows = true;
    private boolean staleRows;

    /** Returns whether the row of a change is expected to exist. */
    public boolean expectsRow(Change change) {
        return switch (change.operation()) {
            case CREATE -> false;
            case UPDATE -> true;
            case READ, DELETE, TRUNCATE -> !newRows;
        };
    }

    /** Returns whether most changes are expected to be older than their rows. */
    public boolean expectsStaleRows() {
        return staleRows;
    }

    public void observe(long inserted, long updated, long stale) {
        if (inserted + updated > 0) {
            newRows = inserted >= updated;
        }
        staleRows = stale > inserted + updated;
    }
}
