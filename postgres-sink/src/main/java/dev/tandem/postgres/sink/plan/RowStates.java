/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import java.util.BitSet;
import java.util.Map;

/**
 * The states in which rows were found before they are written, by their index in a list of histories. Pure.
 *
 * @param found tombstones and, if the rows were locked, rows
 * @param locked the rows that were locked and read, so that one of them without a state certainly does not exist
 */
public record RowStates(Map<Integer, RowState> found, BitSet locked) {
    /** The states of no rows. */
    public static final RowStates NONE = new RowStates(Map.of(), new BitSet());

    /** Returns the states of rows of which only the tombstones were read. */
    public static RowStates ofTombstones(Map<Integer, RowState> tombstones) {
        return new RowStates(tombstones, new BitSet());
    }

    /** Returns what was found of a row. */
    public RowState of(int index) {
        return found.getOrDefault(index, RowState.ABSENT);
    }

    /** Returns whether the state of a row is certain, though others may insert a row that is absent. */
    public boolean isKnown(int index) {
        return locked.get(index) || of(index).presence() == RowState.Presence.DELETED;
    }
}
