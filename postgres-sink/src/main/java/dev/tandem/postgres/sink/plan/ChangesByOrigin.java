/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of one table, in as few groups as there can be when all changes of a row in a group come from one origin. Written one
 * after the other, the groups do what the changes do one by one.
 */
public final class ChangesByOrigin {
    private final TableId table;
    private final List<TableChanges> groups = new ArrayList<>(1);
    /** The number of the last group of each row that is in more than the first. */
    private final Map<RowKey, Integer> later = new HashMap<>();

    public ChangesByOrigin(TableId table) {
        this.table = table;
    }

    public void add(Change change) {
        int index = later.isEmpty() ? 0 : later.getOrDefault(change.key(), 0);
        if (index < groups.size() && !groups.get(index).takes(change)) {
            later.put(change.key(), ++index);
        }
        if (index == groups.size()) {
            groups.add(new TableChanges(table));
        }
        groups.get(index).add(change);
    }

    public List<TableChanges> groups() {
        return groups;
    }
}
