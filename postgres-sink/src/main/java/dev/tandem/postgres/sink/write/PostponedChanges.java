/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes that wait until the rest of the put is written. Later changes of their rows wait, too, so that the order of a row's
 * changes is kept.
 */
final class PostponedChanges {
    private final Map<Row, SQLException> rows = new HashMap<>();
    private List<Postponed> postponed = new ArrayList<>();

    private record Row(TableId table, RowKey key) {
        static Row of(Change change) {
            return new Row(change.table(), change.key());
        }
    }

    /**
     * A change that waits.
     *
     * @param follows whether only an earlier change of its row failed
     */
    record Postponed(Change change, SQLException failure, boolean follows) {}

    void add(List<Change> changes, SQLException failure) {
        for (Change change : changes) {
            boolean follows = rows.putIfAbsent(Row.of(change), failure) != null;
            postponed.add(new Postponed(change, failure, follows));
        }
    }

    /** Postpones the changes of rows that have one waiting already, and returns the others. */
    List<Change> without(List<Change> changes) {
        if (rows.isEmpty()) {
            return changes;
        }
        List<Change> others = new ArrayList<>(changes.size());
        for (Change change : changes) {
            SQLException failure = rows.get(Row.of(change));
            if (failure == null) {
                others.add(change);
            } else {
                postponed.add(new Postponed(change, failure, true));
            }
        }
        return others;
    }

    boolean isEmpty() {
        return postponed.isEmpty();
    }

    /** Returns everything that waits, which does so no longer. */
    List<Postponed> release() {
        List<Postponed> released = postponed;
        postponed = new ArrayList<>();
        rows.clear();
        return released;
    }
}
