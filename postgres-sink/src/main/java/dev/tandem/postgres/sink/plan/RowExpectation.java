/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

/**
 * A guess, from what the last transaction met in a table, whether the next one meets rows that exist, and whether it is a replay. A
 * wrong guess costs a statement.
 */
public final class RowExpectation {
    private boolean newRows = true;
    private boolean staleRows;

    public boolean newRows() {
        return newRows;
    }

    /** Returns whether most changes are expected to be older than their rows. */
    public boolean staleRows() {
        return staleRows;
    }

    public void observe(long inserted, long updated, long stale) {
        if (inserted + updated > 0) {
            newRows = inserted >= updated;
        }
        staleRows = stale > inserted + updated;
    }
}
