/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The times at which a consumer that does nothing else has received the records of a topic. It works on a thread of its own. */
final class ReadTimes implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(100);

    private record Place(int partition, long offset) {}

    private final Map<Place, Long> times = new ConcurrentHashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::read, "read-times");
    private volatile boolean open = true;

    ReadTimes(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void read() {
        while (open) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                times.put(new Place(record.partition(), record.offset()), now());
            }
        }
        consumer.close();
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    void clear() {
        times.clear();
    }

    /** Returns the time in µs since the epoch, or another one if the record has not been received. */
    long at(int partition, long offset, long otherwise) {
        return times.getOrDefault(new Place(partition, offset), otherwise);
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        thread.join();
    }
}
