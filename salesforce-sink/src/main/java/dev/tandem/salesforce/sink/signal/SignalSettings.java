/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.signal;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.ClientOptions;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The topic by which the sinks ask the source for re-reads.
 *
 * @param bootstrapServers brokers of the cluster that has the topic
 * @param producer further properties of the producer
 */
public record SignalSettings(String topic, String bootstrapServers, Map<String, Object> producer) {
    public static final String TOPIC = "signal.kafka.topic";
    public static final String BOOTSTRAP_SERVERS = "signal.kafka.bootstrap.servers";
    /** Options that begin with this are passed on to the producer. */
    public static final String PRODUCER_PREFIX = "signal.producer.";

    /** Defines the options under the heading Signals. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Signals")
                .add(
                        Option.text(TOPIC)
                                .optional()
                                .importance(Importance.HIGH)
                                .documentation(
                                        "The topic to which the connector forwards requests for re-reads from tandem.signals. Set the"
                                                + " same topic in the source. The connector creates it if it does not exist. Without it, only"
                                                + " Debezium can carry these requests.")
                                .example("tandem.signals"),
                        Option.text(BOOTSTRAP_SERVERS)
                                .optional()
                                .importance(Importance.MEDIUM)
                                .documentation("The brokers of the cluster that has the signal topic, as host:port."
                                        + " Options that begin with " + PRODUCER_PREFIX
                                        + " are passed on to the producer, such as those for security.")
                                .example("kafka-1:9092,kafka-2:9092"));
    }

    /** Adds an error to each option with which no producer can be created. */
    public static void check(CheckedConfig config) {
        ClientOptions.checkTopic(config, TOPIC, BOOTSTRAP_SERVERS);
        ClientOptions.checkProducer(config, PRODUCER_PREFIX);
    }

    /** Returns empty if there is no signal topic. */
    public static Optional<SignalSettings> from(AbstractConfig config) {
        return Optional.ofNullable(config.getString(TOPIC))
                .filter(topic -> !topic.isBlank())
                .map(topic -> new SignalSettings(
                        topic,
                        config.getString(BOOTSTRAP_SERVERS),
                        Map.copyOf(config.originalsWithPrefix(PRODUCER_PREFIX))));
    }

    Map<String, Object> producerProperties() {
        Map<String, Object> properties = new HashMap<>(producer);
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        // Within the patience of Postgres for an idle transaction.
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        return properties;
    }
}
