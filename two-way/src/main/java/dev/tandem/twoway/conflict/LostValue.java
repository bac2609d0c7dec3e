/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.conflict;

import dev.tandem.event.Origin;
import dev.tandem.twoway.value.CanonicalValue;

/**
 * A value that lost against another, for the conflict log.
 *
 * @param field the field, or {@code *} if the existence of the row was at stake
 * @param local the row's side
 * @param remote the side of the change, or of Salesforce's answer
 */
public record LostValue(String field, ConflictType type, Resolution resolution, Side local, Side remote) {
    /**
     * One of two values that met.
     *
     * @param time when it was written, in µs since the epoch; {@link #UNKNOWN_TIME} for a value without a wish
     * @param origin where it was written
     */
    public record Side(CanonicalValue value, long time, Origin origin) {
        public static final long UNKNOWN_TIME = 0;
    }

    /** Returns the side whose value was lost. */
    public Side lost() {
        return resolution == Resolution.APPLY_REMOTE ? local : remote;
    }
}
