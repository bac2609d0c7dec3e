/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.standalone.ConnectApi;
import dev.tandem.standalone.Endpoints;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Salesforce to Postgres as two connectors, configured as a user would through the Connect REST API. */
public record Pipeline(Endpoints endpoints, List<String> objects) {
    /** Prefix of the topics, and so the schema of the tables. */
    public static final String NAMESPACE = "salesforce";

    public static final String SOURCE = "salesforce-source";
    public static final String SINK = "postgres-sink";

    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    /** Returns when both connectors and all of their tasks run. */
    public void install(ConnectApi connect) {
        connect.put(SINK, sink());
        connect.put(SOURCE, source());
        connect.awaitRunning(SINK, START_LIMIT);
        connect.awaitRunning(SOURCE, START_LIMIT);
    }

    public Map<String, String> source() {
        var source = new LinkedHashMap<String, String>();
        source.put("connector.class", "dev.tandem.salesforce.source.SalesforceSourceConnector");
        source.put("tasks.max", "2");
        source.put("salesforce.instance", endpoints.salesforce());
        source.put("salesforce.grant.type", "CLIENT_CREDENTIALS");
        source.put("salesforce.consumer.key", endpoints.clientId());
        source.put("salesforce.consumer.secret", endpoints.clientSecret());
        source.put("sobject.names", String.join(",", objects));
        source.put("topic.prefix", NAMESPACE);
        source.put("topic.creation.default.partitions", "2");
        source.put("topic.creation.default.replication.factor", "1");
        source.putAll(avro());
        return source;
    }

    public Map<String, String> sink() {
        URI database = URI.create(endpoints.postgres().substring("jdbc:".length()));
        var sink = new LinkedHashMap<String, String>();
        sink.put("connector.class", "dev.tandem.postgres.sink.PostgresSinkConnector");
        sink.put("tasks.max", "2");
        sink.put("topics.regex", NAMESPACE + "\\..*");
        sink.put("connection.url", "jdbc:postgresql://" + database.getAuthority() + database.getPath());
        sink.put("connection.user", parameter(database, "user"));
        sink.put("connection.password", parameter(database, "password"));
        sink.put("delete.enabled", "true");
        sink.put("transforms", "conflict");
        sink.put("transforms.conflict.type", "dev.tandem.conflict.LastWriterWins");
        // A topic that matches is found this soon after it was made.
        sink.put("consumer.override.metadata.max.age.ms", "500");
        sink.putAll(avro());
        return sink;
    }

    private Map<String, String> avro() {
        String converter = "io.confluent.connect.avro.AvroConverter";
        return Map.of(
                "key.converter",
                converter,
                "key.converter.schema.registry.url",
                endpoints.schemaRegistry(),
                "value.converter",
                converter,
                "value.converter.schema.registry.url",
                endpoints.schemaRegistry());
    }

    private static String parameter(URI url, String name) {
        for (String pair : List.of(url.getQuery().split("&", -1))) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        throw new IllegalArgumentException("The URL of the database names no " + name);
    }
}
