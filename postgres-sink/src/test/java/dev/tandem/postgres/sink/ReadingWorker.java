/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.testing.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * A worker whose task reads topics of one partition each. It polls, pauses, seeks, puts failed records again and commits offsets in the
 * order in which Kafka Connect's {@code WorkerSinkTask} does.
 */
final class ReadingWorker implements AutoCloseable {
    static final TopicPartition PARTITION = new TopicPartition(Changes.TOPIC, 0);

    private final Map<String, String> properties = new HashMap<>();
    private final Map<TopicPartition, Log> logs = new LinkedHashMap<>(Map.of(PARTITION, new Log()));
    private final Map<TopicPartition, Long> seeks = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    /** The records of a put that the task wants again. */
    private List<SinkRecord> again = List.of();

    private PostgresSinkTask task;
    /** The time after which the task wants the next put at the latest. */
    private long timeout;

    /** The records of a partition, and how far they are read. */
    private static final class Log {
        private final TreeMap<Long, SinkRecord> records = new TreeMap<>();
        private long committed;
        /** The position of the consumer. */
        private long position;
        /** The offset that the worker would commit. */
        private long current;

        private long end() {
            return records.isEmpty() ? 0 : records.lastKey() + 1;
        }

        private void moveTo(long offset) {
            position = offset;
            current = offset;
        }
    }

    ReadingWorker(Database database) {
        properties.put("connection.url", database.url());
        properties.put("name", "watched");
        properties.put("retry.backoff.ms", "1");
    }

    ReadingWorker with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    /** Appends a record to its topic. */
    void append(SinkRecord record) {
        Log log = logs.computeIfAbsent(partition(record.topic()), added -> new Log());
        log.records.put(
                log.end(),
                new SinkRecord(
                        record.topic(),
                        record.kafkaPartition(),
                        record.keySchema(),
                        record.key(),
                        record.valueSchema(),
                        record.value(),
                        log.end(),
                        0L,
                        TimestampType.CREATE_TIME,
                        record.headers()));
    }

    /** Appends the marker of a transaction, which the task does not get. */
    void appendMarker() {
        logs.get(PARTITION).records.put(end(), null);
    }

    long end() {
        return logs.get(PARTITION).end();
    }

    long committed() {
        return committed(Changes.TOPIC);
    }

    long committed(String topic) {
        return logs.get(partition(topic)).committed;
    }

    /** Sets the offset of the connector, which must be stopped. */
    void resetTo(long offset) {
        logs.get(PARTITION).committed = offset;
    }

    ReadingWorker start() {
        task = new PostgresSinkTask();
        task.initialize(new Context());
        task.start(properties);
        logs.values().forEach(log -> log.moveTo(log.committed));
        task.open(logs.keySet());
        seek();
        return this;
    }

    /** Polls and puts once. */
    void poll() {
        seek();
        List<SinkRecord> put = again;
        if (put.isEmpty()) {
            put = new ArrayList<>();
            for (Map.Entry<TopicPartition, Log> entry : logs.entrySet()) {
                if (!paused.contains(entry.getKey())) {
                    Log log = entry.getValue();
                    log.records.tailMap(log.position).values().stream()
                            .filter(Objects::nonNull)
                            .forEach(put::add);
                    log.position = log.end();
                }
            }
        }
        again = put;
        try {
            task.put(put);
        } catch (RetriableException passing) {
            return;
        }
        again = List.of();
        put.forEach(record -> logs.get(partition(record.topic())).current = record.kafkaOffset() + 1);
    }

    long timeout() {
        return timeout;
    }

    private void seek() {
        seeks.forEach((partition, offset) -> logs.get(partition).moveTo(offset));
        seeks.clear();
    }

    void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        logs.forEach((partition, log) -> offsets.put(partition, new OffsetAndMetadata(log.current)));
        task.preCommit(offsets).forEach((partition, offset) -> logs.get(partition).committed = offset.offset());
    }

    /** Polls and commits until Kafka has the position after the last record, as often as that takes at most. */
    void readAll() {
        for (int round = 0; round < 10; round++) {
            poll();
            commit();
        }
    }

    /**
     * Takes all partitions from the task and gives them back, as an eager rebalance does. Connect then pauses again what was paused.
     */
    void rebalance() {
        commit();
        task.close(logs.keySet());
        again = List.of();
        seeks.clear();
        logs.values().forEach(log -> log.moveTo(log.committed));
        task.open(logs.keySet());
        seek();
    }

    void stop() {
        commit();
        kill();
    }

    /** Ends the task without a commit of offsets. */
    void kill() {
        task.close(logs.keySet());
        task.stop();
        task = null;
        again = List.of();
        seeks.clear();
        paused.clear();
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
        public void timeout(long timeoutMs) {
            timeout = timeoutMs;
        }

        @Override
        public Set<TopicPartition> assignment() {
            return logs.keySet();
        }

        @Override
        public void pause(TopicPartition... partitions) {
            paused.addAll(List.of(partitions));
        }

        @Override
        public void resume(TopicPartition... partitions) {
            paused.removeAll(List.of(partitions));
        }

        @Override
        public void requestCommit() {}
    }
}
