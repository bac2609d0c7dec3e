/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A watcher of the number of records in a topic. */
final class TopicCounter implements AutoCloseable {
    private static final long POLL_MILLIS = 50;

    private final Admin admin;
    private final Map<String, List<TopicPartition>> known = new HashMap<>();

    TopicCounter(String bootstrapServers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Waits until a topic has so many records, and returns their rate from the first record on. */
    Rate await(String topic, long records, Duration limit) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + limit.toNanos();
        long before = 0;
        long start = 0;
        while (true) {
            long now = count(topic);
            if (start == 0 && now > 0) {
                before = now;
                start = System.nanoTime();
            }
            if (now >= records) {
                return new Rate(now - before, System.nanoTime() - start);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        topic + " has " + now + " of " + records + " records after " + limit.toSeconds() + " s.");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    long count(String topic) throws InterruptedException, ExecutionException {
        try {
            return admin
                    .listOffsets(partitions(topic).stream()
                            .collect(Collectors.toMap(partition -> partition, any -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw failure;
        }
    }

    /** Returns the partitions. They are asked for once, so that the broker has little to do with the counting. */
    private List<TopicPartition> partitions(String topic) throws InterruptedException, ExecutionException {
        if (!known.containsKey(topic)) {
            List<TopicPartition> partitions = new ArrayList<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            known.put(topic, partitions);
        }
        return known.get(topic);
    }

    @Override
    public void close() {
        admin.close();
    }
}
