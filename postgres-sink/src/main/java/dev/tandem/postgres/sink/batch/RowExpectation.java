/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.batch;

/** Guesses, from what the last batch of a table met, whether the next one meets rows that exist; a wrong guess costs a statement. */
public final class RowExpectation {
    private boolean newRows = true;

    public boolean newRows() {
        return newRows;
    }

    public void observe(long inserted, long updated) {
        if (inserted + updated > 0) {
            newRows = inserted >= updated;
        }
    }
}
