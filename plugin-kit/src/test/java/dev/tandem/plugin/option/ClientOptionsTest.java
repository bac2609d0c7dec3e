/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientOptionsTest {
    @Test
    void reportsOverridesThatClientsReject() {
        Map<String, List<String>> errors = errors(
                Map.of(
                        "consumer.override.max.poll.records", "many",
                        "consumer.override.auto.offset.reset", "earliest",
                        "consumer.override.my.own.interceptor", "x",
                        "producer.override.acks", "3",
                        "producer.override.linger.ms", "5",
                        "admin.override.request.timeout.ms", "-1"),
                ClientOptions::checkOverrides);

        assertThat(errors)
                .containsOnlyKeys(
                        "consumer.override.max.poll.records",
                        "producer.override.acks",
                        "admin.override.request.timeout.ms");
    }

    @ParameterizedTest
    @CsvSource({
        "signals, 'kafka-1:9092, kafka-2:9092', ",
        "a.b-c_d, SASL_SSL://kafka:9092, ",
        "signals, '[::1]:9092', ",
        ", , ",
        "' ', '', ",
        "signals, , servers",
        ", kafka:9092, topic",
        "two words, kafka:9092, topic",
        ".., kafka:9092, topic",
        "signals, kafka, servers",
        "signals, kafka:99999, servers",
        "signals, 'kafka:9092,', servers"
    })
    void checksTopicWithItsBrokers(String topic, String servers, String wrong) {
        Map<String, List<String>> errors = errors(
                Map.of("topic", topic == null ? "" : topic, "servers", servers == null ? "" : servers),
                config -> ClientOptions.checkTopic(config, "topic", "servers"));

        assertThat(errors.keySet()).isEqualTo(wrong == null ? Set.of() : Set.of(wrong));
    }

    private static Map<String, List<String>> errors(Map<String, String> properties, Consumer<CheckedConfig> check) {
        List<ConfigValue> values = properties.entrySet().stream()
                .map(property -> new ConfigValue(property.getKey(), property.getValue(), List.of(), new ArrayList<>()))
                .toList();
        CheckedConfig config = new CheckedConfig(new Config(values), properties);
        check.accept(config);
        return config.result().configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }
}
