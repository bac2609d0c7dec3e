/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

import dev.tandem.plugin.metric.BeanName;
import dev.tandem.plugin.metric.JmxPublisher;
import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.plugin.metric.MetricPublisher;
import dev.tandem.plugin.metric.WorkerPublisher;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.record.RejectedRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** The metrics of a task, per table and in all. Called by the task's thread and by the one that writes behind. */
public final class SinkMetrics implements AutoCloseable {
    private static final String DESCRIPTION = "Tandem's Postgres sink";
    private static final String TYPE = "postgres-sink";
    /** The domain until 0.1, for patterns that name it; to be removed in 0.3. */
    private static final BeanName FORMER_DOMAIN =
            tags -> BeanName.ofType(TYPE).of(tags).replaceFirst("^dev\\.tandem:", "dev.tandem.postgres.sink:");

    private static final Set<Metric> OF_TABLE = EnumSet.range(Metric.ROWS_INSERTED, Metric.LAG_MILLIS);
    private static final Set<Metric> OF_TASK = EnumSet.of(
            Metric.BATCHES,
            Metric.BATCH_RECORDS,
            Metric.BATCH_MILLIS,
            Metric.RETRIES,
            Metric.PARTITIONS_BEHIND,
            Metric.RECORDS_REJECTED,
            Metric.RECORDS_REFUSED,
            Metric.REPLICATION_ORIGIN_USED);

    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Clock clock;
    private final List<MetricPublisher> publishers = new ArrayList<>();
    private final MetricGroup<Metric> task = new MetricGroup<>(Metric.class, OF_TASK, DESCRIPTION);
    private final Map<TableId, MetricGroup<Metric>> tables = new HashMap<>();

    public SinkMetrics(String connector, String taskNumber, SinkTaskContext context, Clock clock) {
        this.tags.put("connector", connector);
        this.tags.put("task", taskNumber);
        this.clock = clock;
        this.publishers.add(new JmxPublisher(BeanName.ofType(TYPE), FORMER_DOMAIN));
        WorkerPublisher.of(SinkTaskContext.class, context).ifPresent(publishers::add);
        publishers.forEach(publisher -> publisher.publish(task, tags));
    }

    /** Counts a transaction that was committed. */
    public void countCommit(Map<TableChanges, WriteResult> results, long nanos) {
        task.add(Metric.BATCHES, 1);
        task.add(Metric.BATCH_MILLIS, nanos / 1_000_000);
        results.forEach((changes, result) -> {
            MetricGroup<Metric> table = table(changes.table());
            task.add(Metric.BATCH_RECORDS, changes.inArrivalOrder().size());
            table.add(Metric.ROWS_INSERTED, result.inserted());
            table.add(Metric.ROWS_UPDATED, result.updated());
            table.add(Metric.ROWS_DELETED, result.deleted());
            table.add(Metric.ROWS_STALE, result.stale());
            table.add(Metric.ROWS_UNORDERED, result.unordered());
            table.add(Metric.ROWS_SKIPPED, result.skipped());
            table.add(Metric.UPDATES_MISSING, result.updateMissing());
            table.add(Metric.CONFLICTS, result.conflicts());
            Long committed = changes.last().provenance().commitMicros();
            if (committed != null) {
                table.set(Metric.LAG_MILLIS, clock.millis() - committed / 1000);
            }
        });
    }

    /** Counts rows that a truncate should have deleted, and did not. */
    public void countSkipped(TableId table, long rows) {
        table(table).add(Metric.ROWS_SKIPPED, rows);
    }

    /** Counts a rejected record. */
    public void countRejection(RejectedRecord rejected) {
        addRejection(task);
        rejected.table().ifPresent(table -> addRejection(table(table)));
    }

    private static void addRejection(MetricGroup<Metric> group) {
        group.add(Metric.RECORDS_REJECTED, 1);
        group.add(Metric.RECORDS_REFUSED, 1);
    }

    /** Counts a table that was created or changed. */
    public void countSchemaChange(TableId table) {
        table(table).add(Metric.SCHEMA_CHANGES, 1);
    }

    /** Sets the number of rows of a taken-over table that no record has touched. */
    public void setUntouched(TableId table, long rows) {
        table(table).set(Metric.ROWS_UNTOUCHED, rows);
    }

    /** Sets whether the records of a table wait: 1 if they do, and 0 if not. */
    public void setStopped(TableId table, long stopped) {
        table(table).set(Metric.STOPPED, stopped);
    }

    /** Counts a put that is to be tried again. */
    public void countRetry() {
        task.add(Metric.RETRIES, 1);
    }

    /** Counts a partition that the database lacks records of. */
    public void countPartitionBehind() {
        task.add(Metric.PARTITIONS_BEHIND, 1);
    }

    /** Sets whether rows without waiting edits are written under a replication origin. */
    public void setOriginUsed(boolean isUsed) {
        task.set(Metric.REPLICATION_ORIGIN_USED, isUsed ? 1 : 0);
    }

    /** Sets the lag of all tables to none, since no records are waiting. */
    public synchronized void resetLag() {
        tables.values().forEach(table -> table.set(Metric.LAG_MILLIS, 0));
    }

    private synchronized MetricGroup<Metric> table(TableId id) {
        return tables.computeIfAbsent(id, added -> {
            MetricGroup<Metric> group = new MetricGroup<>(Metric.class, OF_TABLE, DESCRIPTION);
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
