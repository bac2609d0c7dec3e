/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.BitSet;

/**
 * The effect of a transaction on one row: its changes, merged into one.
 *
 * @param last the newest of the changes, which stands for the others in errors
 * @param stamp the row's version and origin afterwards; without a version for a delete that knows none
 * @param fields the numbers of the fields that are set
 * @param sources by number, the change that a field's value comes from; null when all come from {@code last}
 * @param fieldStamps the stamps of the row's fields as JSON; null if all have the row's
 * @param partial whether all changes are updates, so that a row that is missing can only be created from the fields they carry
 */
public record RowWrite(
        Action action, Change last, Stamp stamp, BitSet fields, Change[] sources, String fieldStamps, boolean partial) {
    /** The fate of the row. */
    public enum Action {
        /** The fields are set, in the row that is there or in a new one. */
        UPSERT,
        /** The row is deleted and inserted again, so nothing of the old one stays. */
        REPLACE,
        DELETE
    }

    public static RowWrite of(Change change) {
        return of(change, change.operation() == Operation.UPDATE);
    }

    /** Returns the write of a history's last change alone. */
    public static RowWrite ofLast(RowHistory history) {
        return of(history.last(), history.isPartial());
    }

    private static RowWrite of(Change change, boolean partial) {
        return new RowWrite(
                change.isDelete() ? Action.DELETE : Action.UPSERT,
                change,
                Stamp.of(change),
                change.fields(),
                null,
                null,
                partial);
    }

    /** Returns the write of one change alone, which leaves the row with this version. */
    static RowWrite of(Change change, Action action, Long version) {
        boolean partial = change.operation() == Operation.UPDATE;
        Stamp stamp = new Stamp(version, change.origin());
        return new RowWrite(action, change, stamp, change.fields(), null, null, partial);
    }

    public Long version() {
        return stamp.version();
    }

    public String origin() {
        return stamp.origin();
    }

    public RowKey key() {
        return last.key();
    }

    /** Returns the change that knows the value of a field, or null when none does. */
    public Change source(int field) {
        if (!fields.get(field)) {
            return null;
        }
        return sources == null ? last : sources[field];
    }
}
