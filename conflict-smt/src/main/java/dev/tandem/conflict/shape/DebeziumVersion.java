/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.conflict.shape.PartitionVersions.Reads;
import dev.tandem.conflict.shape.ShapeSettings.VersionFrom;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of one Debezium table's records: their log positions, corrected where snapshots overlap the stream. The versions
 * of one row rise strictly in the order of its partition.
 */
final class DebeziumVersion {
    private static final Logger LOG = LoggerFactory.getLogger(DebeziumVersion.class);

    /** True if the worker reports the topic that a record comes from (KIP-793, Kafka 3.6). */
    private static final boolean WORKER_REPORTS_TOPIC = Arrays.stream(SinkRecord.class.getMethods())
            .anyMatch(method -> method.getName().equals("originalTopic"));

    /** Below all log positions, but still in the order of the partition. */
    private static final long LOWEST_MASK = 0xFFFF;

    /** Null for maps, each of which may have another position. */
    private final LogPosition position;

    private final Access snapshot;
    private final Map<Object, PartitionVersions> byPartition;
    private final boolean hasSchema;
    private String topic;
    private Integer partition;
    private PartitionVersions versions;
    private boolean isGapFillingReported;

    /**
     * @param source the schema of the envelope's source; null for maps
     * @param byPartition the versions in each partition, shared by all schemas of the table
     */
    DebeziumVersion(Schema source, VersionFrom from, Map<Object, PartitionVersions> byPartition) {
        this.position = from == VersionFrom.TIME ? LogPosition.TIME : source == null ? null : LogPosition.in(source);
        this.snapshot = Access.to(source, "snapshot");
        this.byPartition = byPartition;
        this.hasSchema = source != null;
    }

    long of(Object source, ConnectRecord<?> record, long commitTs) {
        PartitionVersions known = versions(source, record);
        boolean isSink = record instanceof SinkRecord;
        // A source connector has no offsets yet, so its records are counted instead.
        long offset = isSink ? ((SinkRecord) record).kafkaOffset() : known.nextOffset();
        Object reading = snapshot.of(source);
        if (reading != null && "incremental".equals(reading.toString())) {
            return known.hasVersionBefore(offset) ? known.ofIncrementalRead(offset) : lowest(record, offset);
        }
        LogPosition in = position == null ? LogPosition.in((Map<?, ?>) source) : position;
        long place = in.of(source, record, commitTs);
        if (reading != null && !"false".equals(reading.toString())) {
            return known.ofSnapshot(place, offset);
        }
        Reads reads = known.readsBefore(offset);
        boolean isAfterReads =
                reads != null && (place > reads.position() || in.isCommittedAfter(source, reads.position()));
        return known.ofChange(place, isSink ? in.offsetBits(source) : 0, offset, isAfterReads ? reads : null);
    }

    /** Returns a version for a row that was read before any change is known: it is inserted, but overwrites nothing. */
    private long lowest(ConnectRecord<?> record, long offset) {
        if (!isGapFillingReported) {
            isGapFillingReported = true;
            LOG.warn(
                    "Rows of an incremental snapshot of topic {} only fill gaps, because no change before them is known. To repair"
                            + " rows that differ, repeat the snapshot after a change of the table.",
                    record.topic());
        }
        return offset & LOWEST_MASK;
    }

    private PartitionVersions versions(Object source, ConnectRecord<?> record) {
        String from = topicOf(record);
        if (!hasSchema || !from.equals(topic) || !Objects.equals(record.kafkaPartition(), partition)) {
            topic = from;
            partition = record.kafkaPartition();
            versions = byPartition.computeIfAbsent(
                    hasSchema ? Arrays.asList(topic, partition) : tablePartition((Map<?, ?>) source, record),
                    any -> new PartitionVersions());
        }
        return versions;
    }

    /** Returns the topic that the record comes from. A transform may have merged topics, whose offsets do not compare. */
    private static String topicOf(ConnectRecord<?> record) {
        return WORKER_REPORTS_TOPIC && record instanceof SinkRecord
                ? ((SinkRecord) record).originalTopic()
                : record.topic();
    }

    /** Returns the table and partition of a record without a schema, whose topic may hold several tables after routing. */
    private static Object tablePartition(Map<?, ?> source, ConnectRecord<?> record) {
        return Arrays.asList(
                topicOf(record),
                record.kafkaPartition(),
                source.get("name"),
                source.get("db"),
                source.get("schema"),
                source.get("table"));
    }
}
