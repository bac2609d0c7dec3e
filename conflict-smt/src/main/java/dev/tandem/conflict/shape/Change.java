/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Operation;
import java.util.List;

/**
 * A change to one row, read from a record of any shape.
 *
 * @param version orders the changes of one origin; {@link #UNVERSIONED} if the record has none
 * @param commitTs the time at which the change was committed at its origin, in µs since the epoch
 * @param row the row, a struct or a map; null for deletes and truncates
 * @param before the whole row before the change; null if it is unknown
 * @param changed names of the fields that {@code row} carries; null if the record does not list them
 * @param echo the id of the write request that caused this change in Salesforce, or null
 * @param read whether the row was read, rather than an event received. A read that does not find the row is a delete
 */
public record Change(
        Operation operation,
        String origin,
        long version,
        long commitTs,
        Object row,
        Object before,
        List<String> changed,
        String echo,
        boolean read) {
    public static final long UNVERSIONED = Long.MIN_VALUE;

    /** Returns this change with another operation, by which it is a read or not. */
    public Change withOperation(Operation other) {
        return new Change(other, origin, version, commitTs, row, before, changed, echo, other == Operation.READ);
    }

    public boolean versioned() {
        return version != UNVERSIONED;
    }

    public boolean isDelete() {
        return operation == Operation.DELETE;
    }
}
