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
 * @param version the row's version afterwards; null for a delete that knows none
 * @param fields the positions of the columns that are set
 * @param sources by position, the change that a column's value comes from; null when all come from {@code last}
 */
public record RowWrite(Action action, Change last, Long version, BitSet fields, Change[] sources) {
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
                change.isDelete() ? Action.DELETE : Action.UPSERT, change, change.version(), change.fields(), null);
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
