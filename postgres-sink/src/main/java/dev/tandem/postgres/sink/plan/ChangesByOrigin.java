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
import java.util.function.Predicate;

/**
 * The changes of one table, in as few groups as there can be when all changes of a row in a group come from one origin. Written one
 * after the other, the groups do what the changes do one by one. Postgres may take some keys for equal that Java takes for
 * different. From the first such key on, each group has changes of one origin only.
 */
public final class ChangesByOrigin {
    private final TableId table;
    private final List<TableChanges> groups = new ArrayList<>(1);
    /** The number of the last group of each row that is in more than the first. */
    private final Map<RowKey, Integer> later = new HashMap<>();

    private final ComparedKeys keys;
    /** The origin of all changes so far, or null once there are several, or none. */
    private String only;

    /** The origin of all changes in the last group, once keys are not exact. */
    private String run;

    /** @param exactKeys says whether Java compares the key of a change exactly, if the others have the same meaning */
    public ChangesByOrigin(TableId table, Predicate<Change> exactKeys) {
        this.table = table;
        this.keys = new ComparedKeys(exactKeys);
    }

    public void add(Change change) {
        if (change.origin() != null && notesDoubtfulKey(change)) {
            addToRun(change);
            return;
        }
        int index = later.isEmpty() ? 0 : later.getOrDefault(change.key(), 0);
        if (index < groups.size() && !groups.get(index).takes(change)) {
            later.put(change.key(), ++index);
        }
        if (index == groups.size()) {
            groups.add(new TableChanges(table));
        }
        groups.get(index).add(change);
    }

    /** Notes the origin and the key of a change, and returns whether there are several origins, and keys that may be one row. */
    private boolean notesDoubtfulKey(Change change) {
        if (groups.isEmpty()) {
            only = change.origin();
        }
        if (change.origin().equals(only)) {
            return false;
        }
        if (only != null) {
            only = null;
            groups.get(0).inArrivalOrder().forEach(keys::add);
        }
        keys.add(change);
        return !keys.isExact();
    }

    /** Adds a change to those before it if they have one origin, and begins a new group if not. */
    private void addToRun(Change change) {
        if (!change.origin().equals(run)) {
            run = change.origin();
            groups.add(new TableChanges(table));
        }
        groups.get(groups.size() - 1).add(change);
    }

    public List<TableChanges> groups() {
        return groups;
    }
}
