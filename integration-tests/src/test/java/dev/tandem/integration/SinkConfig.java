/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import dev.tandem.standalone.Endpoints;
import java.util.Map;
import java.util.TreeMap;

/** Configurations of the Postgres sink for topics that a test fills. */
final class SinkConfig {
    static final String CONNECTOR = "dev.tandem.postgres.sink.PostgresSinkConnector";

    private SinkConfig() {}

    /** @param topics names, divided by commas */
    static Map<String, String> of(Endpoints endpoints, String topics) {
        Map<String, String> config = new TreeMap<>();
        config.put("connector.class", CONNECTOR);
        config.put("topics", topics);
        config.put("connection.url", endpoints.postgres().replaceAll("\\?.*", ""));
        config.put("connection.user", "tandem");
        config.put("connection.password", "tandem");
        // Small batches, so that there are many instants to be killed at; and a dead member is missed soon.
        config.put("consumer.override.max.poll.records", "100");
        config.put("consumer.override.session.timeout.ms", "2000");
        config.put("consumer.override.heartbeat.interval.ms", "500");
        return config;
    }

    /** With a dead letter queue. */
    static Map<String, String> of(Endpoints endpoints, String topics, String queue) {
        Map<String, String> config = of(endpoints, topics);
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", queue);
        config.put("errors.deadletterqueue.topic.replication.factor", "1");
        config.put("errors.deadletterqueue.context.headers.enable", "true");
        return config;
    }
}
