/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

/** The writes that are allowed on rows. Deletes have an option of their own. */
public enum InsertMode {
    /** Rows are inserted or updated. */
    UPSERT(true, true),
    /** Rows are inserted; one that exists stays as it is (see {@link InsertRule}). */
    INSERT(true, false),
    /** Rows are updated; one that does not exist is not created. */
    UPDATE(false, true);

    private final boolean inserts;
    private final boolean updates;

    InsertMode(boolean inserts, boolean updates) {
        this.inserts = inserts;
        this.updates = updates;
    }

    public boolean inserts() {
        return inserts;
    }

    public boolean updates() {
        return updates;
    }
}
