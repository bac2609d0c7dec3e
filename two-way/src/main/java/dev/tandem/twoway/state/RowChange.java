/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.twoway.row.TwoWayRow;

/**
 * A change of a row's state, to be written in the transaction that holds the row's lock.
 *
 * @param after the row as it is to be; null if neither row nor tombstone is needed any more
 * @param wake when the write-back looks at the row again
 * @param error Salesforce's message, for people; null if there is none
 */
public record RowChange(StoredRow before, TwoWayRow after, Wake wake, String error) {
    /** The write-back's next attention to a row with wishes. */
    public enum Wake {
        NOW,
        /** Not before the row is changed: it must not wake itself in a circle. */
        AFTER_NEXT_CHANGE
    }

    public static RowChange remove(StoredRow before) {
        return new RowChange(before, null, Wake.NOW, null);
    }

    /**
     * Returns whether the write-back leaves the row alone until someone else changes it: the row stays in the table, and has no
     * edits that wait to be sent. Then no image of it has to reach the write-back.
     */
    public boolean isQuiet() {
        return before.place() == StoredRow.Place.TABLE
                && after != null
                && after.exists()
                && state() != SyncState.PENDING;
    }

    SyncState state() {
        return SyncState.of(after, wake == Wake.NOW);
    }
}
