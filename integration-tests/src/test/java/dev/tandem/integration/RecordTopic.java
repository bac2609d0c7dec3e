/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import dev.tandem.standalone.Endpoints;
import io.confluent.connect.avro.AvroConverter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Struct;

/** A topic of Connect records that a test fills and reads back, through the converters that a worker uses. */
final class RecordTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String name;
    private final String bootstrapServers;
    private final AvroConverter keys = new AvroConverter();
    private final AvroConverter values = new AvroConverter();
    private final KafkaProducer<byte[], byte[]> producer;

    private RecordTopic(String name, String bootstrapServers, String schemaRegistry) {
        this.name = name;
        this.bootstrapServers = bootstrapServers;
        keys.configure(Map.of("schema.registry.url", schemaRegistry), true);
        values.configure(Map.of("schema.registry.url", schemaRegistry), false);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A record as it is in the topic; the value of a tombstone is null. */
    record Stored(int partition, long offset, Struct key, Struct value, Map<String, String> headers) {}

    /** All committed records of a topic now, each partition in its order. */
    static List<Stored> read(Endpoints endpoints, String topic) {
        try (RecordTopic existing = new RecordTopic(topic, endpoints.kafka(), endpoints.schemaRegistry())) {
            return existing.read();
        }
    }

    static RecordTopic create(Endpoints endpoints, String name, int partitions) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", endpoints.kafka()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("No topic " + name, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return new RecordTopic(name, endpoints.kafka(), endpoints.schemaRegistry());
    }

    String name() {
        return name;
    }

    void addPartitions(int count) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(count)))
                    .all()
                    .get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("No more partitions for " + name, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** @param value or null for a tombstone */
    void send(Struct key, Struct value, Map<String, String> headers) {
        byte[] bytes = value == null ? null : values.fromConnectData(name, value.schema(), value);
        sendRaw(keys.fromConnectData(name, key.schema(), key), bytes, headers);
    }

    void sendRaw(byte[] key, byte[] value, Map<String, String> headers) {
        sendRaw(null, key, value, headers);
    }

    /** @param partition null for any */
    void sendRaw(Integer partition, byte[] key, byte[] value, Map<String, String> headers) {
        var record = new ProducerRecord<>(name, partition, key, value);
        headers.forEach((header, text) -> record.headers().add(header, text.getBytes(StandardCharsets.UTF_8)));
        var unused = producer.send(record);
    }

    /** Returns when all that was sent is in the topic. */
    void flush() {
        producer.flush();
    }

    /** All that is in the topic now, each partition in its order. */
    List<Stored> read() {
        return readRaw(bootstrapServers, name).stream().map(this::stored).toList();
    }

    private Stored stored(ConsumerRecord<byte[], byte[]> record) {
        return new Stored(
                record.partition(),
                record.offset(),
                (Struct) keys.toConnectData(name, record.key()).value(),
                (Struct) values.toConnectData(name, record.value()).value(),
                headers(record));
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers()
                .forEach(header -> headers.put(
                        header.key(),
                        header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    /** All committed records of a topic now, each partition in its order. */
    static List<ConsumerRecord<byte[], byte[]>> readRaw(String bootstrapServers, String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    /** The offsets of a sink that is to begin at the first record of these topics, as the Connect REST API takes them. */
    static Map<String, Object> beginning(Map<String, Integer> partitionsByTopic) {
        return Map.of(
                "offsets",
                partitionsByTopic.entrySet().stream()
                        .flatMap(topic -> IntStream.range(0, topic.getValue())
                                .mapToObj(partition -> Map.of(
                                        "partition",
                                        Map.of("kafka_topic", topic.getKey(), "kafka_partition", partition),
                                        "offset",
                                        Map.of("kafka_offset", 0))))
                        .collect(Collectors.toList()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
