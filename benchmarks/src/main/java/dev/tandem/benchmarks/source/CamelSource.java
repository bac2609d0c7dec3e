/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.standalone.Endpoints;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.storage.StringConverter;

/**
 * Camel's Kafka connector with its Salesforce component. It passes each event on as JSON, without keys, schemas or
 * offsets that a restart could use.
 */
final class CamelSource {
    private CamelSource() {}

    /**
     * Returns the configuration of a connector that passes on the events of a channel.
     *
     * @param replayFrom -2 for all retained events, and -1 for new ones
     */
    static Map<String, String> configuration(Endpoints endpoints, String channel, int replayFrom, String topic) {
        Map<String, String> configuration = new HashMap<>();
        configuration.put("connector.class", "org.apache.camel.kafkaconnector.CamelSourceConnector");
        configuration.put("tasks.max", "1");
        configuration.put("topics", topic);
        // Its values are maps whose schema it cannot infer ("type cannot be null"). So Camel writes them as JSON, and
        // Connect does not.
        configuration.put("camel.source.marshal", "json-jackson");
        configuration.put("key.converter", StringConverter.class.getName());
        configuration.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        configuration.put("topic.creation.default.partitions", "2");
        configuration.put("topic.creation.default.replication.factor", "1");
        configuration.put(
                "camel.source.url",
                "salesforce:" + channel.substring(1) + "?rawPayload=true&apiVersion=62.0&replayId=" + replayFrom);
        // Otherwise each record has headers with facts about the exchange.
        configuration.put("camel.map.headers", "false");
        configuration.put("camel.map.properties", "false");
        // Otherwise it drops what does not fit into its queue of 1,000 events.
        configuration.put("camel.component.seda.defaultBlockWhenFull", "true");
        // Otherwise it collects records for a second.
        configuration.put("camel.source.maxPollDuration", "10");
        configuration.put("camel.source.maxNotCommittedRecords", "16384");
        configuration.put("camel.component.salesforce.loginUrl", endpoints.salesforce());
        JsonNode credentials = endpoints.org().get("credentials");
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
