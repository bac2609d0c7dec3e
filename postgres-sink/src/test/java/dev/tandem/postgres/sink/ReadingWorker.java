/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.testing.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * A worker whose task reads a topic of one partition. It polls, seeks, puts failed records again and commits offsets in the order in
 * which Kafka Connect's {@code WorkerSinkTask} does.
 */
final class ReadingWorker implements AutoCloseable {
    static final TopicPartition PARTITION = new TopicPartition(Changes.TOPIC, 0);

    private final Map<String, String> properties = new HashMap<>();
    private final TreeMap<Long, SinkRecord> log = new TreeMap<>();
    private final Map<TopicPartition, Long> seeks = new HashMap<>();
    /** The records of a put that the task wants again. */
    private List<SinkRecord> again = List.of();

    private PostgresSinkTask task;
    private long committed;
    /** The position of the consumer. */
    private long position;
    /** The offset that the worker would commit. */
    private long current;

    ReadingWorker(Database database) {
        properties.put("connection.url", database.url());
        properties.put("name", "watched");
        properties.put("retry.backoff.ms", "1");
    }

    ReadingWorker with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Appends a record to the topic. */
    void append(SinkRecord record) {
        long offset = end();
        log.put(
                offset,
                new SinkRecord(
                        record.topic(),
                        record.kafkaPartition(),
                        record.keySchema(),
                        record.key(),
                        record.valueSchema(),
                        record.value(),
                        offset,
                        0L,
                        TimestampType.CREATE_TIME,
                        record.headers()));
    }

    /** Appends the marker of a transaction, which the task does not get. */
    void appendMarker() {
        log.put(end(), null);
    }

    long end() {
        return log.isEmpty() ? 0 : log.lastKey() + 1;
    }

    long committed() {
        return committed;
    }

    /** Sets the offset of the connector, which must be stopped. */
    void resetTo(long offset) {
        committed = offset;
    }

    ReadingWorker start() {
        task = new PostgresSinkTask();
        task.initialize(new Context());
        task.start(properties);
        position = committed;
        current = committed;
        task.open(List.of(PARTITION));
        seek();
        return this;
    }

    /** Polls and puts once. */
    void poll() {
        seek();
        List<SinkRecord> put = again;
        if (put.isEmpty()) {
            put = log.tailMap(position).values().stream()
                    .filter(record -> record != null)
                    .toList();
            position = end();
        }
        again = put;
        try {
            task.put(put);
        } catch (RetriableException passing) {
            return;
        }
        again = List.of();
        if (!put.isEmpty()) {
            current = put.get(put.size() - 1).kafkaOffset() + 1;
        }
    }

    private void seek() {
        if (seeks.containsKey(PARTITION)) {
            position = seeks.get(PARTITION);
            current = position;
            seeks.clear();
        }
    }

    void commit() {
        OffsetAndMetadata ready = task.preCommit(new HashMap<>(Map.of(PARTITION, new OffsetAndMetadata(current))))
                .get(PARTITION);
        committed = ready == null ? committed : ready.offset();
    }

    /** Polls and commits until Kafka has the position after the last record, as often as that takes at most. */
    void readAll() {
        for (int round = 0; round < 10; round++) {
            poll();
            commit();
        }
    }

    void stop() {
        commit();
        kill();
    }

    /** Ends the task without a commit of offsets. */
    void kill() {
        task.close(List.of(PARTITION));
        task.stop();
        task = null;
        again = List.of();
        seeks.clear();
    }

    @Override
    public void close() {
        if (task != null) {
            kill();
        }
    }

    private final class Context implements SinkTaskContext {
        @Override
        public ErrantRecordReporter errantRecordReporter() {
            return null;
        }

        @Override
        public Map<String, String> configs() {
            return properties;
        }

        @Override
        public void offset(Map<TopicPartition, Long> offsets) {
            seeks.putAll(offsets);
        }

        @Override
        public void offset(TopicPartition partition, long offset) {
            seeks.put(partition, offset);
        }

        @Override
        public void timeout(long timeoutMs) {}

        @Override
        public Set<TopicPartition> assignment() {
            return Set.of(PARTITION);
        }

        @Override
        public void pause(TopicPartition... partitions) {}

        @Override
        public void resume(TopicPartition... partitions) {}

        @Override
        public void requestCommit() {}
    }
}
