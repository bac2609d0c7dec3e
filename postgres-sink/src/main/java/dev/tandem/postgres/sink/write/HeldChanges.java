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
 * Changes that a foreign key rejected, and that get another try when the rest of the put is written. Later changes of their rows
 * are held, too, so that the order of a row's changes is kept.
 */
final class HeldChanges {
    private final Map<Row, SQLException> rows = new HashMap<>();
    private List<Held> held = new ArrayList<>();

    private record Row(TableId table, RowKey key) {
        static Row of(Change change) {
            return new Row(change.table(), change.key());
        }
    }

    /**
     * A change that is held.
     *
     * @param follows whether only an earlier change of its row failed
     */
    record Held(Change change, SQLException failure, boolean follows) {}

    void hold(List<Change> changes, SQLException failure) {
        for (Change change : changes) {
            boolean follows = rows.putIfAbsent(Row.of(change), failure) != null;
            held.add(new Held(change, failure, follows));
        }
    }

    /** Holds the changes of rows that are held already, and returns the others. */
    List<Change> withoutHeldRows(List<Change> changes) {
        if (rows.isEmpty()) {
            return changes;
        }
        List<Change> others = new ArrayList<>(changes.size());
        for (Change change : changes) {
            SQLException failure = rows.get(Row.of(change));
            if (failure == null) {
                others.add(change);
            } else {
                held.add(new Held(change, failure, true));
            }
        }
        return others;
    }

    /** Releases everything that is held. */
    List<Held> release() {
        List<Held> released = held;
        held = new ArrayList<>();
        rows.clear();
        return released;
    }
}
