/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Operation;
import java.util.List;

/**
 * What one record says about a row, whatever its shape was.
 *
 * @param version orders the changes of one origin; {@link #UNVERSIONED} when the record has none
 * @param commitTs when the change was committed at its origin, in µs since the epoch
 * @param row the row, a struct or a map; null for deletes and truncates
 * @param before the row as it was, whole; null when that is not known
 * @param changed names of the fields that {@code row} knows; null when the record does not say
 * @param echo the id of the write request that this change is the echo of, or null
 */
public record Change(
        Operation operation,
        String origin,
        long version,
        long commitTs,
        Object row,
        Object before,
        List<String> changed,
        String echo) {
    public static final long UNVERSIONED = Long.MIN_VALUE;

    /** The same change, told as another operation. */
    public Change as(Operation other) {
        return new Change(other, origin, version, commitTs, row, before, changed, echo);
    }

    public boolean versioned() {
        return version != UNVERSIONED;
    }

    public boolean isDelete() {
        return operation == Operation.DELETE;
    }
}
