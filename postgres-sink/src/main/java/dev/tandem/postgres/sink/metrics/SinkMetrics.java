/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.write.WriteListener;
import dev.tandem.postgres.sink.write.WriteResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Counts what a task does, per table and in all, and publishes it. Called by the task's thread and by the one that writes behind. */
public final class SinkMetrics implements WriteListener, AutoCloseable {
    private static final Set<Metric> OF_TABLE = EnumSet.range(Metric.ROWS_INSERTED, Metric.LAG_MILLIS);
    private static final Set<Metric> OF_TASK = EnumSet.of(
            Metric.BATCHES, Metric.BATCH_RECORDS, Metric.BATCH_MILLIS, Metric.RETRIES, Metric.RECORDS_REFUSED);

    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Clock clock;
    private final List<MetricPublisher> publishers = new ArrayList<>();
    private final MetricGroup task = new MetricGroup(OF_TASK);
    private final Map<TableId, MetricGroup> tables = new HashMap<>();

    public SinkMetrics(String connector, String taskNumber, SinkTaskContext context, Clock clock) {
        this.tags.put("connector", connector);
        this.tags.put("task", taskNumber);
        this.clock = clock;
        this.publishers.add(new JmxPublisher());
        WorkerPublisher.of(context).ifPresent(publishers::add);
        publishers.forEach(publisher -> publisher.publish(task, tags));
    }

    @Override
    public void committed(Map<TableBatch, WriteResult> results, long nanos) {
        task.add(Metric.BATCHES, 1);
        task.add(Metric.BATCH_MILLIS, nanos / 1_000_000);
        results.forEach((batch, result) -> {
            MetricGroup table = table(batch.table());
            task.add(Metric.BATCH_RECORDS, batch.changes());
            table.add(Metric.ROWS_INSERTED, result.inserted());
            table.add(Metric.ROWS_UPDATED, result.updated());
            table.add(Metric.ROWS_DELETED, result.deleted());
            table.add(Metric.ROWS_STALE, result.stale());
            table.add(Metric.UPDATES_MISSING, result.updateMissing());
            table.add(Metric.CONFLICTS, result.conflicts());
            Long committed = batch.last().provenance().commitMicros();
            if (committed != null) {
                table.set(Metric.LAG_MILLIS, clock.millis() - committed / 1000);
            }
        });
    }

    @Override
    public void rejected(RejectedRecord rejected) {
        task.add(Metric.RECORDS_REFUSED, 1);
        rejected.table().ifPresent(table -> table(table).add(Metric.RECORDS_REFUSED, 1));
    }

    @Override
    public void schemaChanged(TableId table) {
        table(table).add(Metric.SCHEMA_CHANGES, 1);
    }

    @Override
    public void retried() {
        task.add(Metric.RETRIES, 1);
    }

    private synchronized MetricGroup table(TableId id) {
        return tables.computeIfAbsent(id, added -> {
            MetricGroup group = new MetricGroup(OF_TABLE);
            Map<String, String> tableTags = new LinkedHashMap<>(tags);
            tableTags.put("table", added.toString());
            publishers.forEach(publisher -> publisher.publish(group, tableTags));
            return group;
        });
    }

    @Override
    public void close() {
        publishers.forEach(MetricPublisher::close);
    }
}
