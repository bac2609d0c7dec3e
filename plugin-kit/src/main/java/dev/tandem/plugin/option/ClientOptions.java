/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** A check of what a connector passes on to Kafka's clients. Without it, a mistake shows when a task starts. */
public final class ClientOptions {
    private static final Pattern SERVER = Pattern.compile("(?:\\w+://)?(?:[\\w.%-]+|\\[[\\da-fA-F:.%]+]):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[\\w.-]{1,249}");

    private ClientOptions() {}

    /** Adds an error to each of Connect's client overrides whose value the client would reject. */
    public static void checkOverrides(CheckedConfig config) {
        checkConsumer(config, "consumer.override.");
        checkProducer(config, "producer.override.");
        check(config, "admin.override.", AdminClientConfig.configDef());
    }

    /** Adds an error to each option that is passed on to a consumer, and that it would reject. */
    public static void checkConsumer(CheckedConfig config, String prefix) {
        check(config, prefix, ConsumerConfig.configDef());
    }

    /** Adds an error to each option that is passed on to a producer, and that it would reject. */
    public static void checkProducer(CheckedConfig config, String prefix) {
        check(config, prefix, ProducerConfig.configDef());
    }

    private static void check(CheckedConfig config, String prefix, ConfigDef client) {
        Map<String, String> given = new HashMap<>();
        config.properties().forEach((key, value) -> {
            if (key.startsWith(prefix) && client.names().contains(key.substring(prefix.length()))) {
                given.put(key.substring(prefix.length()), value);
            }
        });
        if (given.isEmpty()) {
            return;
        }
        for (ConfigValue value : client.validate(given)) {
            if (given.containsKey(value.name())) {
                value.errorMessages().forEach(message -> config.error(prefix + value.name(), message));
            }
        }
    }

    /** Adds errors to the options that name a topic and its brokers, if one of them is missing or cannot be right. */
    public static void checkTopic(CheckedConfig config, String topicKey, String serversKey) {
        if (config.text(topicKey).isPresent() != config.text(serversKey).isPresent()) {
            String missing = config.text(topicKey).isPresent() ? serversKey : topicKey;
            String given = missing.equals(topicKey) ? serversKey : topicKey;
            config.error(missing, given + " requires " + missing + ".");
        }
        config.text(topicKey)
                .filter(topic -> !TOPIC.matcher(topic).matches())
                .ifPresent(topic -> config.error(
                        topicKey,
                        topicKey + " cannot be the name of a topic. Use up to 249 letters, digits, dots, hyphens and"
                                + " underscores."));
        config.text(serversKey)
                .filter(servers -> !areServers(servers))
                .ifPresent(servers ->
                        config.error(serversKey, serversKey + " is not a list of brokers. Use host:port,host:port."));
    }

    private static boolean areServers(String text) {
        for (String server : text.split(",", -1)) {
            Matcher parts = SERVER.matcher(server.strip());
            if (!parts.matches() || Integer.parseInt(parts.group(1)) > MAX_PORT) {
                return false;
            }
        }
        return true;
    }
}
