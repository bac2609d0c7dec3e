/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;
import java.util.BitSet;

/**
 * The values that a change and a row of another origin contended for.
 *
 * @param fields the numbers of the fields; empty for the row as a whole
 * @param local the row or tombstone, with the stamp of what the change met
 * @param outcome who won
 */
public record FieldLoss(Change change, BitSet fields, RowState local, Outcome outcome) {
    /** The winner of a contention. */
    public enum Outcome {
        CHANGE_WINS,
        ROW_WINS,
        /** A delete that is newer than some fields, which it sets to null, and older than others. */
        BOTH
    }
}
