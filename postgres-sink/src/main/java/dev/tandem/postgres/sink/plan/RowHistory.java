/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.ArrayList;
import java.util.List;

/** The changes of one row in a transaction, in the order in which they arrived. */
public final class RowHistory {
    private final RowKey key;
    private final List<Change> changes = new ArrayList<>(1);

    RowHistory(RowKey key) {
        this.key = key;
    }

    RowKey key() {
        return key;
    }

    void add(Change change) {
        changes.add(change);
    }

    public Change last() {
        return changes.get(changes.size() - 1);
    }

    /** Returns the lowest version of the row at which all these changes are stale, or null if there is none. */
    public Long newestVersion() {
        Long newest = changes.get(0).version();
        for (Change change : changes) {
            if (change.version() == null) {
                return null;
            }
            newest = Math.max(newest, change.version());
        }
        return newest;
    }

    /** Returns whether all changes are updates, which carry only some fields of the row. */
    boolean isPartial() {
        for (Change change : changes) {
            if (change.operation() != Operation.UPDATE) {
                return false;
            }
        }
        return true;
    }

    public List<Change> changes() {
        return changes;
    }
}
