/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.batch;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.BitSet;

/**
 * The effect of a batch on one row, its changes merged into one.
 *
 * @param last the newest of the changes, which stands for the others in errors
 * @param stamp the row's version and origin afterwards; without a version for a delete that knows none
 * @param fields the positions of the columns that are set
 * @param sources by position, the change that a column's value comes from; null when all come from {@code last}
 * @param fieldStamps the stamps of the row's fields as JSON; null if all have the row's
 */
public record RowWrite(Action action, Change last, Stamp stamp, BitSet fields, Change[] sources, String fieldStamps) {
    /** The fate of the row. */
    public enum Action {
        /** The fields are set, in the row that is there or in a new one. */
        UPSERT,
        /** The row is deleted and inserted again, so nothing of the old one stays. */
        REPLACE,
        DELETE
    }

    public static RowWrite of(Change change) {
        return new RowWrite(
                change.isDelete() ? Action.DELETE : Action.UPSERT,
                change,
                Stamp.of(change),
                change.fields(),
                null,
                null);
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

    /** The change that knows the value of the column at a position, or null when none does. */
    public Change source(int position) {
        if (!fields.get(position)) {
            return null;
        }
        return sources == null ? last : sources[position];
    }
}
