/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.conflict.shape.ShapeSettings.VersionFrom;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;

/**
 * The versions of a Debezium source's changes: their positions in the log, and for changes that a snapshot overtook, the
 * positions right after it.
 */
final class DebeziumVersion {
    private final LogPosition position;
    private final Access snapshot;
    private final Access name;
    private final Map<Object, SnapshotPoint> snapshots;

    /**
     * @param source the schema of the envelope's source; null for maps
     * @param snapshots those of the topic, by the name of the source
     */
    DebeziumVersion(Schema source, VersionFrom from, Map<Object, SnapshotPoint> snapshots) {
        this.position = from == VersionFrom.TIME ? new LogPosition.CommitTime() : LogPosition.in(source);
        this.snapshots = snapshots;
        this.snapshot = Access.to(source, "snapshot");
        this.name = Access.to(source, "name");
    }

    long of(Object source, ConnectRecord<?> record, long commitTs) {
        long place = position.of(source, record, commitTs);
        Object reading = snapshot.of(source);
        if (reading != null && !"false".equals(reading.toString())) {
            snapshots
                    .computeIfAbsent(name.of(source), any -> new SnapshotPoint())
                    .read(place);
            return place;
        }
        if (snapshots.isEmpty()) {
            return place;
        }
        SnapshotPoint point = snapshots.get(name.of(source));
        boolean overtaken = point != null && place <= point.place() && position.isCommittedAfter(source, point.place());
        return overtaken ? point.behind(record.key(), place) : place;
    }
}
