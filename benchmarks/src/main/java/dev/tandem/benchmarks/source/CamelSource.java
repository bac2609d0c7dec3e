/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgControl;
import java.util.HashMap;
import java.util.Map;

/**
 * Camel's Kafka connector with its Salesforce component. It passes each event on as text, without keys, schemas or offsets.
 */
final class CamelSource {
    private CamelSource() {}

    /** Returns the configuration of a connector that reads all retained events of a channel. */
    static Map<String, String> configuration(String org, OrgControl control, String channel, String topic) {
        JsonNode credentials = control.get("credentials");
        Map<String, String> configuration = new HashMap<>();
        configuration.put("connector.class", "org.apache.camel.kafkaconnector.CamelSourceConnector");
        configuration.put("tasks.max", "1");
        configuration.put("topics", topic);
        configuration.put("topic.creation.default.partitions", "2");
        configuration.put("topic.creation.default.replication.factor", "1");
        configuration.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        configuration.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        configuration.put(
                "camel.source.url",
                "salesforce:" + channel.substring(1) + "?rawPayload=true&replayId=-2&apiVersion=62.0");
        // Its queue of 1,000 events drops what does not fit, and cannot block. So each event is tried again.
        configuration.put("camel.error.handler", "default");
        configuration.put("camel.error.handler.max.redeliveries", "1000000");
        configuration.put("camel.error.handler.redelivery.delay", "1");
        configuration.put("camel.component.salesforce.loginUrl", org);
        for (String key : new String[] {"clientId", "clientSecret", "password"}) {
            configuration.put(
                    "camel.component.salesforce." + key, credentials.path(key).asText());
        }
        configuration.put(
                "camel.component.salesforce.userName",
                credentials.path("username").asText());
        return configuration;
    }
}
