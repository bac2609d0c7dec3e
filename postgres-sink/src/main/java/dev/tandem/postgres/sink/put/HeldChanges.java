/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.stop.HeldTable;
import dev.tandem.postgres.sink.stop.HeldTable.Reason;
import dev.tandem.postgres.sink.stop.StoppedTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** The changes of a put that come again later, because their tables cannot be written now. */
final class HeldChanges {
    private final StoppedTables stopped;
    private final Map<TableId, HeldTable> tables = new TreeMap<>();

    HeldChanges(StoppedTables stopped) {
        this.stopped = stopped;
    }

    /** Holds back all changes of a table from now on, and returns whether that is possible. */
    boolean hold(TableId table, Exception cause, List<Change> changes) {
        return hold(table, Reason.UNPREPARED, cause, changes);
    }

    private boolean hold(TableId table, Reason reason, Exception cause, List<Change> changes) {
        boolean comeAgain = changes.stream()
                .filter(change -> change.table().equals(table))
                .allMatch(change -> stopped.canStop(change.record()));
        if (comeAgain) {
            tables.putIfAbsent(table, new HeldTable(table, reason, cause, new ArrayList<>()));
        }
        return comeAgain;
    }

    /** Holds back a child whose parent may be in a table that is stopped; returns whether it does. */
    boolean holdChild(Change change, Exception cause) {
        // INVARIANT: children that wait are no reason for others to wait, or they would wait for each other for ever.
        boolean mayWait = stopped.mayChildWait(change.table())
                || tables.values().stream().anyMatch(held -> held.reason() == Reason.UNPREPARED);
        return mayWait && hold(change.table(), Reason.PARENT_MAY_COME, cause, List.of(change)) && holds(change);
    }

    /** Holds back those of the changes whose tables are held, and returns the others. */
    List<Change> without(List<Change> changes) {
        return tables.isEmpty()
                ? changes
                : changes.stream().filter(change -> !holds(change)).toList();
    }

    private boolean holds(Change change) {
        return holds(change.table(), change.record());
    }

    boolean holds(Truncate truncate) {
        return holds(truncate.table(), truncate.record());
    }

    private boolean holds(TableId table, SinkRecord record) {
        HeldTable held = tables.get(table);
        if (held != null) {
            held.records().add(record);
        }
        return held != null;
    }

    List<HeldTable> tables() {
        return List.copyOf(tables.values());
    }

    /** Returns the rejections without those of records that come again, and may then be rejected. */
    List<RejectedRecord> withoutThoseThatComeAgain(List<RejectedRecord> rejected) {
        if (tables.isEmpty()) {
            return rejected;
        }
        Map<TopicPartition, Long> starts = new HashMap<>();
        tables.values().stream()
                .flatMap(held -> held.records().stream())
                .map(RecordPosition::of)
                .forEach(position -> starts.merge(partition(position), position.offset(), Math::min));
        return rejected.stream()
                .filter(one -> {
                    RecordPosition position = RecordPosition.of(one.record());
                    return position.offset() < starts.getOrDefault(partition(position), Long.MAX_VALUE);
                })
                .toList();
    }

    private static TopicPartition partition(RecordPosition position) {
        return new TopicPartition(position.topic(), position.partition());
    }
}
