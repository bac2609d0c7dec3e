/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import dev.tandem.standalone.Endpoints;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A feed that reads the change topics with a consumer of its own, from the beginning. Not thread-safe. */
final class TopicFeed implements AutoCloseable {
    private final KafkaConsumer<GenericRecord, GenericRecord> consumer;

    TopicFeed(Endpoints endpoints, Pattern topics) {
        String avro = "io.confluent.kafka.serializers.KafkaAvroDeserializer";
        var settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.kafka());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "tandem-lag");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 1000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, avro);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, avro);
        settings.put("schema.registry.url", endpoints.schemaRegistry());
        this.consumer = new KafkaConsumer<>(settings);
        consumer.subscribe(topics);
    }

    /** Hands over what has come, waiting for it no longer than this. */
    void poll(Duration wait, Consumer<TopicRecord> receiver) {
        for (ConsumerRecord<GenericRecord, GenericRecord> record : consumer.poll(wait)) {
            if (record.value() != null && record.value().get("source") instanceof GenericRecord source) {
                Object replayId = source.get("replay_id");
                // A row that was read has none.
                if (replayId != null) {
                    receiver.accept(new TopicRecord(
                            source.get("object").toString(),
                            record.key().get("Id").toString(),
                            Long.parseLong(replayId.toString()),
                            (Long) source.get("version_ts"),
                            new TopicRecord.Times((Long) record.value().get("ts_ms") * 1000, record.timestamp() * 1000),
                            new TopicRecord.Place(record.partition(), record.offset())));
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
