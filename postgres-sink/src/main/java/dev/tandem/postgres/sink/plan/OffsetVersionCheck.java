/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.record.SourcePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A check of versions that are offsets. Offsets order the changes of a row only while all of them come from one partition of one
 * topic. That ends when a topic gets partitions, is recreated or is mirrored, and a change that is new then seems old.
 *
 * <p>A change that arrives for the first time is newer than all before it. So if its row has a greater version, the offsets are
 * not comparable. A change arrives for the first time if its offset is beyond that of its partition's newest record, or if its timestamp
 * is later than any before, as in a topic that starts again.
 *
 * <p>One instance belongs to one transaction. Pure.
 */
public final class OffsetVersionCheck {
    public static final OffsetVersionCheck NONE = new OffsetVersionCheck(Map.of());

    private final Map<SourcePartition, Newest> before;
    private final Map<TableId, List<Change>> overtaken = new HashMap<>();

    /** @param before the newest records of each partition before the transaction */
    public OffsetVersionCheck(Map<SourcePartition, Newest> before) {
        this.before = before;
    }

    /**
     * The greatest offset and timestamp of the records that came from a partition.
     *
     * @param offset null if no record came from it yet, but some from other partitions
     * @param timestamp null if no record had one
     */
    public record Newest(Long offset, Long timestamp) {
        boolean isBefore(RecordPosition position, Long recordTimestamp) {
            return offset == null
                    || position.offset() > offset
                    || (timestamp != null && recordTimestamp != null && recordTimestamp > timestamp);
        }
    }

    /** Returns whether the versions of changes are offsets. All records of a topic have versions of one kind. */
    public static boolean concerns(TableChanges changes) {
        Change last = changes.last();
        return last.version() != null
                && last.version() == last.record().kafkaOffset()
                && last.record().headers().lastWithName(ChangeHeaders.VERSION) == null;
    }

    /** Returns whether the changes of these rows are worth a look at their versions. */
    public boolean isDue(TableChanges changes, long stale) {
        return !before.isEmpty() && (stale > 0 || changes.partitions().size() > 1);
    }

    /**
     * Notes the changes that arrive for the first time and are nevertheless older than their row.
     *
     * @param states the rows after the changes
     * @return the number of rows with such changes
     */
    public long noteOvertaken(List<RowHistory> histories, RowStates states) {
        long found = 0;
        for (int i = 0; i < histories.size(); i++) {
            Long version = states.of(i).version();
            Change change = firstOvertaken(histories.get(i), version == null ? Long.MIN_VALUE : version);
            if (change != null) {
                overtaken
                        .computeIfAbsent(change.table(), added -> new ArrayList<>())
                        .add(change);
                found++;
            }
        }
        return found;
    }

    /** Returns a new change that an earlier one of its transaction or, if none is newer than the row, the row has overtaken. */
    private Change firstOvertaken(RowHistory history, long rowVersion) {
        long newest = Long.MIN_VALUE;
        Change first = null;
        for (Change change : history.changes()) {
            if (isFirst(change)) {
                if (change.version() < newest) {
                    return change;
                }
                first = first == null ? change : first;
            }
            newest = Math.max(newest, change.version());
        }
        return rowVersion > newest ? first : null;
    }

    private boolean isFirst(Change change) {
        RecordPosition position = RecordPosition.of(change.record());
        Newest known = before.get(SourcePartition.of(change, position));
        return known != null && known.isBefore(position, change.record().timestamp());
    }

    /** Returns, by table with such changes, a description of what to do about them. */
    public Map<TableId, String> warnings() {
        Map<TableId, String> warnings = new HashMap<>();
        overtaken.forEach((table, changes) -> {
            RecordPosition example = RecordPosition.of(changes.get(0).record());
            warnings.put(
                    table,
                    changes.size() + " new changes were older than their rows by offset, and were not written, such as "
                            + example.topic() + "-" + example.partition() + "@" + example.offset()
                            + ". Offsets compare only within one partition, and the topic got partitions, was recreated, or"
                            + " shares the table. Set version.field, or empty the table and read the topic again.");
        });
        return warnings;
    }
}
