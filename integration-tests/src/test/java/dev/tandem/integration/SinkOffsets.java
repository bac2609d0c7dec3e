/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.standalone.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The offsets that a sink connector has committed. */
final class SinkOffsets {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private SinkOffsets() {}

    /** Until all that is in the topics has been written. */
    static void awaitEnd(Platform platform, String connector, String... topics) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", platform.endpoints().kafka()))) {
            await("the offsets of " + connector + " to reach the end of its topics")
                    .atMost(LIMIT)
                    .ignoreException(ExecutionException.class)
                    .until(() -> {
                        var status = platform.connect().status(connector);
                        assertThat(status.hasFailed()).as(status.trace()).isFalse();
                        return committed(admin, connector).equals(ends(admin, List.of(topics)));
                    });
        }
    }

    private static Map<TopicPartition, Long> committed(Admin admin, String connector) throws Exception {
        return admin
                .listConsumerGroupOffsets("connect-" + connector)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue() != null)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> ((OffsetAndMetadata) entry.getValue()).offset()));
    }

    private static Map<TopicPartition, Long> ends(Admin admin, List<String> topics) throws Exception {
        var partitions = admin.describeTopics(topics).allTopicNames().get().entrySet().stream()
                .flatMap(topic -> topic.getValue().partitions().stream()
                        .map(partition -> new TopicPartition(topic.getKey(), partition.partition())))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return admin.listOffsets(partitions).all().get().entrySet().stream()
                .filter(entry -> entry.getValue().offset() > 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
