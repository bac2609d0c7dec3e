/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.salesforce.simulator.OrgControl.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A meter of the time from commits in the org to their records in a topic of texts, as the broker stamps them
 * ({@code message.timestamp.type=LogAppendTime}), whatever source writes them.
 */
final class TopicLag implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(250);
    /** Long enough for the last changes to arrive. */
    private static final Duration REST = Duration.ofSeconds(2);

    private final OrgControl org;
    private final KafkaConsumer<byte[], String> consumer;
    private final Pattern replayId;
    private final Map<Long, Long> appendedAt = new HashMap<>();
    private final Map<Long, Long> committedAt = new HashMap<>();

    /** @param replayId a pattern whose group is the replay id in a record */
    TopicLag(String bootstrapServers, OrgControl org, String topic, String replayId) {
        this.org = org;
        this.replayId = Pattern.compile(replayId);
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new StringDeserializer());
        List<TopicPartition> partitions = IntStream.range(
                        0, consumer.partitionsFor(topic).size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Measures the changes of a span of time, in ms. */
    Histogram measure(Duration time) throws InterruptedException {
        appendedAt.clear();
        committedAt.clear();
        long sequence = org.newestSequence();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            sequence = noteCommits(sequence);
            noteRecords();
        }
        noteCommits(sequence);
        long rest = System.nanoTime() + REST.toNanos();
        while (System.nanoTime() < rest) {
            noteRecords();
        }
        Histogram lags = new Histogram(3);
        committedAt.forEach((id, committed) -> {
            if (appendedAt.containsKey(id)) {
                lags.recordValue(Math.max(0, appendedAt.get(id) - committed));
            }
        });
        return lags;
    }

    private long noteCommits(long sequence) {
        long last = sequence;
        for (Change change : org.changesAfter(sequence)) {
            committedAt.put(change.replayId(), change.committedAt());
            last = change.sequence();
        }
        return last;
    }

    private void noteRecords() {
        for (ConsumerRecord<byte[], String> record : consumer.poll(PACE)) {
            Matcher id = replayId.matcher(record.value());
            if (id.find()) {
                appendedAt.putIfAbsent(Long.valueOf(id.group(1)), record.timestamp());
            }
        }
    }

    /** Returns the number of changes that have been noted and have not arrived. */
    long missing() {
        return committedAt.keySet().stream()
                .filter(id -> !appendedAt.containsKey(id))
                .count();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
