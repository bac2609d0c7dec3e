/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

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
     * Returns the rows that must be locked and read before they are written. Those are the rows whose histories depend on their state.
     * If several statements would lock rows, each in an order of its own, all rows that are expected to exist are locked as well.
     */
    public static BitSet rowsToLock(List<RowHistory> histories, RowExpectation expectation, RowRule rule) {
        BitSet read = new BitSet();
        BitSet deleted = new BitSet();
        BitSet updated = new BitSet();
        for (int i = 0; i < histories.size(); i++) {
            RowHistory history = histories.get(i);
            if (!rule.isUnconditional(history)) {
                read.set(i);
            } else if (history.last().isDelete()) {
                deleted.set(i);
            } else if (expectation.expectsRow(history.last())) {
                updated.set(i);
            }
        }
        if (Stream.of(read, deleted, updated).filter(rows -> !rows.isEmpty()).count() > 1) {
            read.or(deleted);
            read.or(updated);
        }
        return read;
    }

    /**
     * Decides what is to be done to each row.
     *
     * @param states of the rows, of which at least {@link #rowsToLock} are locked
     * @param expectation a guess which rows exist, for those that were not read
     */
    public static TablePlan of(List<RowHistory> histories, RowStates states, RowExpectation expectation, RowRule rule) {
        TablePlan plan = new TablePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < histories.size(); i++) {
            RowHistory history = histories.get(i);
            if (states.isKnown(i)) {
                RowState state = states.of(i);
                rule.decide(history, state).ifPresent(write -> plan.add(write, state));
            } else {
                plan.addUnread(rule.decideUnread(history), expectation);
            }
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

    private void add(RowWrite write, RowState state) {
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
        } else if (state.presence() == RowState.Presence.PRESENT) {
            updates.add(write);
        } else {
            inserts.add(write);
        }
    }

    private void addUnread(RowWrite write, RowExpectation expectation) {
        if (write.action() == RowWrite.Action.DELETE) {
            deletes.add(write);
        } else if (expectation.expectsRow(write.last())) {
            updates.add(write);
        } else {
            inserts.add(write);
        }
    }
}
