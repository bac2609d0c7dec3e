/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.twoway.row.TwoWayRow;

/** The state of a row as people see it in {@code _sync_state}. */
public enum SyncState {
    /** Nothing is pending. */
    AT_REST(null),
    /** Wishes wait for the write-back. */
    PENDING("pending"),
    /** A request is under way. */
    SENT("sent"),
    /** Wishes wait for an event from Salesforce, which has changed the record. The write-back does not wake for this state. */
    WAITING("waiting"),
    /** Salesforce rejected the write; the row rests until it changes or is requeued. */
    FAILED("failed");

    private final String word;

    SyncState(String word) {
        this.word = word;
    }

    /** Returns the content of the column. */
    public String word() {
        return word;
    }

    /**
     * Returns the state of a row.
     *
     * @param wakes true if the write-back must look at the row again
     */
    public static SyncState of(TwoWayRow row, boolean wakes) {
        if (row.request() != null) {
            return SENT;
        }
        if (!row.hasWishes()) {
            return AT_REST;
        }
        if (row.hasFailed()) {
            return FAILED;
        }
        return wakes ? PENDING : WAITING;
    }
}
