/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The topic by which re-reads are requested.
 *
 * @param bootstrapServers brokers of the cluster that has the topic
 * @param consumer further properties of the consumer
 */
public record SignalSettings(String topic, String bootstrapServers, Map<String, Object> consumer) {
    public static final String TOPIC = "signal.kafka.topic";
    public static final String BOOTSTRAP_SERVERS = "signal.kafka.bootstrap.servers";
    /** Options that begin with this are passed on to the consumer. */
    public static final String CONSUMER_PREFIX = "signal.consumer.";

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Signals")
                .add(
                        Option.text(TOPIC)
                                .optional()
                                .importance(Importance.MEDIUM)
                                .documentation("A topic by which other programs request that records are read again."
                                        + " Without it, no signals are read.")
                                .example("postgres.tandem.signals"),
                        Option.text(BOOTSTRAP_SERVERS)
                                .optional()
                                .importance(Importance.MEDIUM)
                                .documentation("The brokers of the cluster that has the signal topic, as host:port."
                                        + " Options that begin with " + CONSUMER_PREFIX
                                        + " are passed on to the consumer, such as those for security.")
                                .example("kafka-1:9092,kafka-2:9092"));
    }

    /** Returns empty if there is no signal topic. */
    public static Optional<SignalSettings> from(AbstractConfig config) {
        return Optional.ofNullable(config.getString(TOPIC))
                .filter(topic -> !topic.isBlank())
                .map(topic -> new SignalSettings(
                        topic,
                        config.getString(BOOTSTRAP_SERVERS),
                        Map.copyOf(config.originalsWithPrefix(CONSUMER_PREFIX))));
    }

    public Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(consumer);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Partitions that are added to the topic are seen that much later.
        properties.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
        return properties;
    }
}
