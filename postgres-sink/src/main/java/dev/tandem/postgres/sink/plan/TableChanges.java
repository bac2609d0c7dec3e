/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.record.RowKey;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.record.TableFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/** The changes of one table in a transaction, by row. */
public final class TableChanges {
    private final TableId table;
    private final Map<RowKey, RowHistory> rows = new LinkedHashMap<>();
    private final Set<RowShape> shapes = new LinkedHashSet<>();
    private final Set<String> partitions = new HashSet<>();
    private Change last;
    private final List<Change> arrived = new ArrayList<>();
    private boolean origins;
    private boolean renamed;
    private boolean announced;

    public TableChanges(TableId table) {
        this.table = table;
    }

    public void add(Change change) {
        rows.computeIfAbsent(change.key(), RowHistory::new).add(change);
        shapes.add(change.shape());
        SinkRecord record = change.record();
        if (last == null
                || !record.kafkaPartition().equals(last.record().kafkaPartition())
                || !record.topic().equals(last.record().topic())) {
            partitions.add(record.topic() + "-" + record.kafkaPartition());
            renamed |= !record.topic().equals(RecordPosition.topicOf(record));
        }
        last = change;
        arrived.add(change);
        origins |= change.origin() != null;
        announced |= change.isAnnouncement();
    }

    /**
     * Returns whether the change may be added, as far as origins matter: all changes of its row come from its origin, and a delete
     * is the first of them, since the log of conflicts keeps the row that it meets.
     */
    boolean takes(Change change) {
        if (change.origin() == null) {
            return true;
        }
        RowHistory history = rows.get(change.key());
        return history == null
                || (!change.isDelete() && change.origin().equals(history.last().origin()));
    }

    /** Returns whether its changes carry their origin. */
    public boolean hasOrigins() {
        return origins;
    }

    public TableId table() {
        return table;
    }

    public boolean isEmpty() {
        return arrived.isEmpty();
    }

    /** Returns the shapes of its records in the order in which they arrived; at least one. */
    public Set<RowShape> shapes() {
        return shapes;
    }

    public TableFields fields() {
        return shapes.iterator().next().table();
    }

    /** Returns the changes in the order in which they arrived. */
    public List<Change> inArrivalOrder() {
        return arrived;
    }

    public Change last() {
        return last;
    }

    /** Returns whether transforms have renamed the topic of some record, so that other topics may have the same name by now. */
    public boolean hasRenamedTopics() {
        return renamed;
    }

    /** Returns the topic partitions that its records come from. */
    public Set<String> partitions() {
        return partitions;
    }

    /**
     * Merges histories whose keys are one row to Postgres.
     *
     * @param numbers by index into {@code histories}, the same for keys of one row
     */
    public List<RowHistory> merged(List<RowHistory> histories, int[] numbers) {
        Map<Integer, RowHistory> byNumber = new LinkedHashMap<>();
        Map<RowKey, RowHistory> byKey = new HashMap<>();
        for (int i = 0; i < numbers.length; i++) {
            RowKey key = histories.get(i).key();
            byKey.put(key, byNumber.computeIfAbsent(numbers[i], added -> new RowHistory(key)));
        }
        arrived.forEach(change -> {
            RowHistory history = byKey.get(change.key());
            if (history != null) {
                history.add(change);
            }
        });
        return List.copyOf(byNumber.values());
    }

    /** Returns the changes of some rows, which are these changes if the rows are all. */
    public TableChanges ofRows(List<RowHistory> some) {
        if (some.size() == rows.size()) {
            return this;
        }
        TableChanges changes = new TableChanges(table);
        for (RowHistory history : some) {
            history.changes().forEach(changes::add);
        }
        return changes;
    }

    /** Returns the changes without announcements, which are these changes if there are none. */
    public TableChanges withoutAnnouncements() {
        if (!announced) {
            return this;
        }
        TableChanges changes = new TableChanges(table);
        arrived.stream().filter(change -> !change.isAnnouncement()).forEach(changes::add);
        return changes;
    }

    /** Returns every row, in the order in which all tasks lock rows. */
    public List<RowHistory> inLockOrder() {
        return LockOrder.of(rows.values());
    }
}
