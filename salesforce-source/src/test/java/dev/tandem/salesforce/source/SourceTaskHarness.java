/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.StoredOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * A harness that runs one task of the connector as a worker does: it polls it, keeps what it returns as the topics would, and stores
 * offsets. It can be stopped, and it can crash: then it is abandoned where it is, and the next one begins at the stored offsets.
 */
final class SourceTaskHarness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, String> properties;
    private final Map<Map<String, ?>, Map<String, Object>> offsets = new ConcurrentHashMap<>();
    private final List<SourceRecord> topics = new ArrayList<>();
    private final List<SourceRecord> positions = new ArrayList<>();
    private final List<SalesforceSourceTask> abandoned = new ArrayList<>();
    private SalesforceSourceTask task;
    private int storedAtMost = Integer.MAX_VALUE;

    private SourceTaskHarness(Map<String, String> properties) {
        this.properties = properties;
    }

    /** A task with all objects of the configuration. */
    static SourceTaskHarness start(Map<String, String> connector) {
        return start(connector, 1, 0);
    }

    /** One of several tasks. */
    static SourceTaskHarness start(Map<String, String> connectorProperties, int tasks, int index) {
        SalesforceSourceConnector connector = new SalesforceSourceConnector();
        connector.start(connectorProperties);
        SourceTaskHarness harness =
                new SourceTaskHarness(connector.taskConfigs(tasks).get(index));
        harness.start();
        return harness;
    }

    void start() {
        task = new SalesforceSourceTask();
        task.initialize(new StoredOffsets());
        task.start(properties);
    }

    void stop() {
        task.stop();
        task = null;
    }

    /** For the next start. */
    void reconfigure(String option, String value) {
        properties.put(option, value);
    }

    /** Lets the worker die: nothing is stored any more, and no one says goodbye to Salesforce. */
    void crash() {
        abandoned.add(task);
        task = null;
    }

    /** Lets the worker store the offsets of only so many records. */
    void storeAtMost(int records) {
        storedAtMost = records;
    }

    /** Forgets all stored offsets, as resetting the offsets of a connector does. */
    void resetOffsets() {
        offsets.clear();
    }

    /** One poll whose records reach the topics, with their offsets. */
    List<SourceRecord> poll() {
        List<SourceRecord> polled = pollOnly();
        polled.forEach(this::produce);
        task.commit();
        return polled;
    }

    /** One poll, of which only the first records reach the topics, and of these only the first have their offsets stored. */
    void pollAndCrash(Random random) {
        List<SourceRecord> polled = pollOnly();
        int produced = polled.isEmpty() ? 0 : random.nextInt(polled.size() + 1);
        int stored = produced == 0 ? 0 : random.nextInt(produced + 1);
        for (int i = 0; i < produced; i++) {
            if (i < stored) {
                produce(polled.get(i));
            } else {
                add(polled.get(i));
            }
        }
        crash();
    }

    private List<SourceRecord> pollOnly() {
        try {
            List<SourceRecord> polled = task.poll();
            return polled == null ? List.of() : polled;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @SuppressWarnings("unchecked")
    private void produce(SourceRecord record) {
        add(record);
        if (storedAtMost > 0) {
            storedAtMost--;
            offsets.put(record.sourcePartition(), (Map<String, Object>) record.sourceOffset());
        }
    }

    /** Keeps the records that only carry a position apart: they change nothing. */
    private void add(SourceRecord record) {
        boolean onlyPosition = record.topic().equals(RecordFactory.POSITION_TOPIC + "salesforce");
        (onlyPosition ? positions : topics).add(record);
    }

    /** Lets the worker pass over a record instead of writing it. */
    void passOver(SourceRecord record) {
        task.commitRecord(record, null);
    }

    /** Polls until a condition holds. */
    void pollUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("waited %s; %d records were emitted", PATIENCE, topics.size())
                    .isNegative();
            poll();
        }
    }

    /** Polls until there are as many records, and returns all. */
    List<SourceRecord> pollUntil(int records) {
        pollUntil(() -> topics.size() >= records);
        return topics();
    }

    /** Polls until a record of this kind has been emitted, and returns it. */
    SourceRecord pollUntilEmitted(Predicate<SourceRecord> wanted) {
        pollUntil(() -> topics.stream().anyMatch(wanted));
        return topics.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** The records that only carry a position. */
    List<SourceRecord> positions() {
        return Collections.unmodifiableList(positions);
    }

    /** All other records, in the order of emission. */
    List<SourceRecord> topics() {
        return Collections.unmodifiableList(topics);
    }

    /** Alters a stored offset, for the next start. */
    void alterOffset(String source, UnaryOperator<StoredOffset> change) {
        offsets.computeIfPresent(
                OffsetFormat.partition(source),
                (partition, stored) -> OffsetFormat.write(change.apply(OffsetFormat.read(stored))));
    }

    Map<Map<String, ?>, Map<String, Object>> offsets() {
        return offsets;
    }

    @Override
    public void close() {
        abandoned.forEach(SalesforceSourceTask::stop);
        if (task != null) {
            task.stop();
        }
    }

    private final class StoredOffsets implements SourceTaskContext, OffsetStorageReader {
        @Override
        public Map<String, String> configs() {
            return properties;
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
            return offsets.get(partition);
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
            partitions.forEach(partition -> found.put(partition, offsets.get(partition)));
            return found;
        }
    }
}
