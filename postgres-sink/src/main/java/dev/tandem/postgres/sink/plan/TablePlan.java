/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of one table by what is to be done to them, all in lock order. A row for which the changes have nothing new is in none of
 * the lists. Pure.
 *
 * @param updates rows that are expected to exist
 * @param inserts rows that are expected not to
 * @param deletes rows to delete, for good or because they are among {@code inserts} again
 * @param undeleted rows whose tombstone is out of date
 */
public record TablePlan(
        List<RowWrite> updates, List<RowWrite> inserts, List<RowWrite> deletes, List<RowWrite> undeleted) {

    /**
     * Returns whether the rows must be locked and read before they are written: some history depends on its row's state, or rows
     * are both written and deleted, which takes several statements that must not lock in an order of their own.
     */
    public static boolean needsLocks(List<RowHistory> histories, RowRule rule) {
        boolean writes = false;
        boolean deletes = false;
        for (RowHistory history : histories) {
            if (!rule.isUnconditional(history)) {
                return true;
            }
            boolean delete = history.last().isDelete();
            deletes |= delete;
            writes |= !delete;
        }
        return writes && deletes;
    }

    /**
     * @param states by index into {@code histories}: tombstones, and rows if they were locked
     * @param locked whether a row without a state certainly does not exist; false only where {@link #needsLocks} says so
     * @param newRows whether rows of unknown history are expected not to exist
     */
    public static TablePlan of(
            List<RowHistory> histories, Map<Integer, RowState> states, boolean locked, boolean newRows, RowRule rule) {
        TablePlan plan = new TablePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < histories.size(); i++) {
            RowState state = states.getOrDefault(i, RowState.ABSENT);
            RowHistory history = histories.get(i);
            boolean exact = locked || state.presence() == RowState.Presence.DELETED;
            Optional<RowWrite> write = exact ? rule.decide(history, state) : Optional.of(rule.decideUnread(history));
            write.ifPresent(some -> plan.add(some, state, exact, newRows));
        }
        return plan;
    }

    /** Returns the rows to delete that are not inserted again. */
    public List<RowWrite> deletedForGood() {
        return deletes(RowWrite.Action.DELETE);
    }

    /** Returns the rows to delete that are inserted again. */
    public List<RowWrite> replaced() {
        return deletes(RowWrite.Action.REPLACE);
    }

    private List<RowWrite> deletes(RowWrite.Action action) {
        return deletes.stream().filter(write -> write.action() == action).toList();
    }

    private void add(RowWrite write, RowState state, boolean exact, boolean newRows) {
        if (write.action() == RowWrite.Action.DELETE) {
            deletes.add(write);
            return;
        }
        if (state.presence() == RowState.Presence.DELETED) {
            undeleted.add(write);
        }
        if (write.action() == RowWrite.Action.REPLACE) {
            deletes.add(write);
            inserts.add(write);
        } else if (exact ? state.presence() == RowState.Presence.PRESENT : expectsRow(write.last(), newRows)) {
            updates.add(write);
        } else {
            inserts.add(write);
        }
    }

    /**
     * Returns whether the row of a change is expected to exist.
     *
     * @param newRows whether rows of unknown history are expected not to exist
     */
    public static boolean expectsRow(Change change, boolean newRows) {
        return switch (change.operation()) {
            case CREATE -> false;
            case UPDATE -> true;
            case READ, DELETE, TRUNCATE -> !newRows;
        };
    }
}
