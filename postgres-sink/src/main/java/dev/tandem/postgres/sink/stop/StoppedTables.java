/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.stop;

import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.RecordPosition;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that a task cannot create, change or switch for now. Their topics pause, and the others flow. After a while, the worker
 * seeks back to the first record that waits, and the table is tried again. A failure makes the next try wait longer.
 *
 * <p><b>Durability.</b> While records of a partition wait, Kafka gets no offset of it.
 *
 * <p><b>Threads.</b> Call every method from the task's thread, but for {@link #canStop} and {@link #mayChildWait}.
 */
public final class StoppedTables {
    private static final Logger LOG = LoggerFactory.getLogger(StoppedTables.class);

    private final SinkTaskContext context;
    private final IntToLongFunction wait;
    private final Function<SQLException, String> explanation;
    private final ObjLongConsumer<TableId> metric;
    private final Stops stops = new Stops();
    private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();
    private volatile boolean areAnyUnprepared;
    private volatile Set<TableId> waitingChildren = Set.of();

    /**
     * @param wait returns the milliseconds to wait after so many failures
     * @param explanation describes a failure of Postgres, with its remedy
     * @param metric takes, for a table, 1 when it is stopped and 0 when it is written again
     */
    public StoppedTables(
            SinkTaskContext context,
            IntToLongFunction wait,
            Function<SQLException, String> explanation,
            ObjLongConsumer<TableId> metric) {
        this.context = context;
        this.wait = wait;
        this.explanation = explanation;
        this.metric = metric;
    }

    /** Takes partitions. Those of a worker that does not say where records come from cannot be stopped. */
    public void open(Collection<TopicPartition> partitions) {
        if (RecordPosition.isExact()) {
            assigned.addAll(partitions);
        }
    }

    /** Leaves partitions. If the task gets them back, Connect would keep those paused that are. */
    public void close(Collection<TopicPartition> partitions) {
        Set<TopicPartition> paused = assigned.stream()
                .filter(partition -> stops.pauses(partition.topic()))
                .collect(Collectors.toSet());
        resume(paused.stream().filter(partitions::contains));
        partitions.forEach(assigned::remove);
        stops.retain(assigned).forEach(table -> metric.accept(table, 0));
        resume(paused.stream().filter(partition -> assigned.contains(partition) && !stops.pauses(partition.topic())));
        publish();
    }

    private void resume(Stream<TopicPartition> partitions) {
        try {
            context.resume(partitions.toArray(TopicPartition[]::new));
        } catch (ConnectException lost) {
            LOG.debug("Some partitions were lost before they could be resumed.", lost);
        }
    }

    private void publish() {
        areAnyUnprepared = stops.areAnyUnprepared();
        waitingChildren = stops.waitingChildren();
    }

    /** Returns whether a record can come again later. */
    public boolean canStop(SinkRecord record) {
        return assigned.contains(partition(RecordPosition.of(record)));
    }

    /** Returns whether the parent of a child in this table may still come. */
    public boolean mayChildWait(TableId table) {
        return areAnyUnprepared || waitingChildren.contains(table);
    }

    public void beginPut() {
        stops.beginPut();
    }

    /** Returns those of the records that may be written. The worker brings the others again. */
    public Collection<SinkRecord> admit(Collection<SinkRecord> records) {
        if (stops.areIdle()) {
            return records;
        }
        List<SinkRecord> admitted = records.stream()
                .filter(record -> stops.admits(RecordPosition.of(record)))
                .toList();
        stops.takeGaps()
                .forEach(gap -> LOG.warn(
                        "Records of {} waited for a stopped table and have not come again, from offset {} up to, but not including, {}."
                                + " If Kafka has deleted them, let the source read its objects again. A transform may have left them"
                                + " out, too, or the topic may be compacted.",
                        gap.partition(),
                        gap.start(),
                        gap.end()));
        return admitted.size() == records.size() ? records : admitted;
    }

    /** Stops tables whose records were held back, and notes that those of the others were written, if the write has finished. */
    public void endWrite(Collection<HeldTable> held, boolean isFinished) {
        Set<TableId> failed = held.stream().map(HeldTable::table).collect(Collectors.toSet());
        for (TableId written : isFinished ? stops.takeWritten(failed) : List.<TableId>of()) {
            metric.accept(written, 0);
            LOG.info("Table {} is written again.", Printable.of(written.toString()));
        }
        // A write that ran out of time may have held back none yet. It goes on with the same records.
        held.stream().filter(table -> !table.records().isEmpty()).forEach(this::stop);
        publish();
    }

    private void stop(HeldTable held) {
        TableId table = held.table();
        int failures = stops.add(
                table,
                held.reason(),
                held.records().stream().map(RecordPosition::of).toList());
        long millis = wait.applyAsLong(failures);
        stops.setDue(table, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        context.pause(partitions(table));
        metric.accept(table, 1);
        LOG.error(
                "Table {} is stopped, while others go on: {} Its records wait in Kafka. The next try begins in {} ms, after {} failures.",
                Printable.of(table.toString()),
                held.cause() instanceof SQLException failure
                        ? explanation.apply(failure)
                        : held.cause().getMessage(),
                millis,
                failures);
    }

    /** Has the tables tried again that are due, once the worker has taken the put for done. */
    public void endPut() {
        for (TableId table : stops.takeDue(System.nanoTime())) {
            Map.copyOf(stops.starts(table)).forEach(this::seek);
            context.resume(Stream.of(partitions(table))
                    .filter(partition -> !stops.pauses(partition.topic()))
                    .toArray(TopicPartition[]::new));
        }
        long rest = stops.untilDue(System.nanoTime());
        if (rest >= 0) {
            context.timeout(TimeUnit.NANOSECONDS.toMillis(rest) + 1);
        }
    }

    private TopicPartition[] partitions(TableId table) {
        Set<String> topics = stops.topics(table);
        return assigned.stream()
                .filter(partition -> topics.contains(partition.topic()))
                .toArray(TopicPartition[]::new);
    }

    /** Asks the worker to seek for another reason, without passing records that wait. */
    public void seek(TopicPartition partition, long offset) {
        context.offset(partition, stops.seek(partition, offset));
    }

    /** Returns the offsets without those of partitions whose records wait. */
    public Map<TopicPartition, OffsetAndMetadata> withoutHeld(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (stops.areEmpty()) {
            return offsets;
        }
        Map<TopicPartition, OffsetAndMetadata> ready = new HashMap<>(offsets);
        ready.keySet().removeIf(stops::holdsBack);
        return ready;
    }

    private static TopicPartition partition(RecordPosition position) {
        return new TopicPartition(position.topic(), position.partition());
    }
}
