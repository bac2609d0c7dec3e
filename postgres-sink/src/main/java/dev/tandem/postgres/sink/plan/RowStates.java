/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import java.util.List;
import java.util.Map;

/**
 * The states in which rows were found before they are written, by their index in a list of histories. Pure.
 *
 * @param found tombstones and, if the rows were locked, rows
 * @param areLocked whether the rows were locked and read, so that one without a state certainly does not exist
 */
public record RowStates(Map<Integer, RowState> found, boolean areLocked) {
    /** The states of no rows. */
    public static final RowStates NONE = new RowStates(Map.of(), false);

    /** Returns the states of rows of which only the tombstones were read. */
    public static RowStates ofTombstones(Map<Integer, RowState> tombstones) {
        return new RowStates(tombstones, false);
    }

    /**
     * Returns the states of rows that were locked.
     *
     * @param found of the rows that exist or have a tombstone
     * @param known the tombstones of the table as a whole
     */
    public static RowStates ofLocked(Map<Integer, RowState> found, TableTombstones known, List<RowHistory> histories) {
        known.addTo(found, histories);
        return new RowStates(found, true);
    }

    /** Returns what was found of a row. */
    public RowState of(int index) {
        return found.getOrDefault(index, RowState.ABSENT);
    }

    /** Returns whether the state of a row is certain, though others may insert a row that is absent. */
    public boolean isKnown(int index) {
        return areLocked || of(index).presence() == RowState.Presence.DELETED;
    }
}
