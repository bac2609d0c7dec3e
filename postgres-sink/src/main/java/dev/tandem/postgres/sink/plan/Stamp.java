/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;

/**
 * The place of a write in the order of all writes of a row.
 *
 * @param version null if the write is older than all others
 * @param origin null if it is unknown
 */
public record Stamp(Long version, String origin) {
    /** The stamp of what was never written. */
    public static final Stamp NEVER = new Stamp(null, null);

    static Stamp of(Change change) {
        return new Stamp(change.version(), change.origin());
    }

    /** Returns whether a change from elsewhere would replace a value with this stamp. */
    boolean isForeignTo(Change change) {
        return version != null && origin != null && !origin.equals(change.origin());
    }
}
