/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.conflict;

import java.util.Locale;

/** A kind of conflict. The first three have the names of PostgreSQL 18; the others arise only on the way to Salesforce. */
public enum ConflictType {
    /** Both sides changed one field. */
    UPDATE_ORIGIN_DIFFERS,
    /** One side changed a record that the other had deleted. */
    UPDATE_DELETED,
    /** One side deleted a record that the other had changed. */
    DELETE_ORIGIN_DIFFERS,
    /** Salesforce rejected a write, and the row went back to Salesforce's value. */
    WRITE_REJECTED,
    /** Salesforce accepted a write and kept another value than the one sent. */
    WRITE_ALTERED;

    /** Returns the name in {@code tandem.conflicts}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
