/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.util.Arrays;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The place of a record in Kafka, whatever transforms have renamed its topic to. A worker older than Kafka 3.6 (KIP-793) does not
 * report it. There, transforms that rename a topic change this place, too.
 */
public record RecordPosition(String topic, int partition, long offset) {
    static final boolean WORKER_REPORTS = Arrays.stream(SinkRecord.class.getMethods())
            .anyMatch(method -> method.getName().equals("originalTopic"));

    /** Returns whether the worker reports the place in Kafka, whatever transforms do. */
    public static boolean isExact() {
        return WORKER_REPORTS;
    }

    public static RecordPosition of(SinkRecord record) {
        return WORKER_REPORTS
                ? new RecordPosition(
                        record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset())
                : new RecordPosition(record.topic(), record.kafkaPartition(), record.kafkaOffset());
    }

    /** Returns the topic alone. */
    public static String topicOf(SinkRecord record) {
        return WORKER_REPORTS ? record.originalTopic() : record.topic();
    }
}
