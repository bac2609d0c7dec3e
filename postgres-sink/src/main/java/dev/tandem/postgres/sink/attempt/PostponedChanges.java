/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.ComparedKeys;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import dev.tandem.postgres.sink.record.Truncate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Changes that wait until the rest of the put is written. Later changes of their rows wait, too, so that the order of a row's
 * changes is kept. Where Postgres may take two different keys for one, such as {@code Bob} and {@code bob} of {@code citext}, all
 * later changes of the table wait. Pure.
 */
final class PostponedChanges {
    private final Predicate<Change> exactKeys;
    private final Map<TableId, Rows> rows = new HashMap<>();
    private List<PostponedChange> postponed = new ArrayList<>();

    /** @param exactKeys says whether Java compares the key of a change exactly, if the others have the same meaning */
    PostponedChanges(Predicate<Change> exactKeys) {
        this.exactKeys = exactKeys;
    }

    /** The rows of one table that have changes waiting. */
    private final class Rows {
        private final SQLException first;
        private final Map<RowKey, SQLException> failures = new HashMap<>();
        private final ComparedKeys keys = new ComparedKeys(exactKeys);

        Rows(SQLException first) {
            this.first = first;
        }

        boolean add(Change change, SQLException failure) {
            keys.add(change);
            return failures.putIfAbsent(change.key(), failure) == null;
        }

        /** Returns the failure for which a change waits, or null if its row has none waiting. */
        SQLException failure(Change change) {
            SQLException own = failures.get(change.key());
            return own != null || keys.isExactWith(change) ? own : first;
        }
    }

    void add(List<Change> changes, SQLException failure) {
        for (Change change : changes) {
            postponed.add(new PostponedChange(change, failure, !addRow(change, failure)));
        }
    }

    /** Notes that a row has a change waiting; returns whether it had none before. */
    private boolean addRow(Change change, SQLException failure) {
        return rows.computeIfAbsent(change.table(), table -> new Rows(failure)).add(change, failure);
    }

    /** Postpones the changes of rows that have one waiting already, and returns the others. */
    List<Change> without(List<Change> changes) {
        if (rows.isEmpty()) {
            return changes;
        }
        List<Change> others = new ArrayList<>(changes.size());
        for (Change change : changes) {
            Rows waiting = rows.get(change.table());
            SQLException failure = waiting == null ? null : waiting.failure(change);
            if (failure == null) {
                others.add(change);
            } else {
                waiting.add(change, failure);
                postponed.add(new PostponedChange(change, failure, true));
            }
        }
        return others;
    }

    int size() {
        return postponed.size();
    }

    boolean isEmpty() {
        return postponed.isEmpty();
    }

    /**
     * Drops the changes that a truncate of their table has overtaken, so that later changes of their rows need not wait. Deletes stay,
     * since they leave tombstones.
     */
    void dropOlder(Truncate truncate) {
        postponed.removeIf(waiting -> waiting.change().table().equals(truncate.table())
                && !waiting.change().isDelete()
                && waiting.change().version() < truncate.version());
        rows.clear();
        postponed.forEach(waiting -> addRow(waiting.change(), waiting.failure()));
    }

    /** Removes and returns all waiting changes. */
    List<PostponedChange> release() {
        List<PostponedChange> released = postponed;
        postponed = new ArrayList<>();
        rows.clear();
        return released;
    }
}
