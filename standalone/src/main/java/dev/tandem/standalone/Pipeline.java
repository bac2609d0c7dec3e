/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The connectors between the org and Postgres, installed through the Connect REST API. Their configurations are JSON files
 * next to this class; where a worker would look up {@code ${env:NAME}}, the value of this platform is put.
 *
 * @param namespace prefix of the topics, and so the schema of the tables; part of the connectors' names
 */
public record Pipeline(Endpoints endpoints, String namespace, List<String> objects, Direction direction) {
    /** The namespace of the demo. */
    public static final String SALESFORCE = "salesforce";

    /** The field of each two-way object that the write-back fills with the row's key. */
    public static final String KEY_FIELD = "Tandem_Key__c";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+)}");
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    /** The ways that changes take. */
    public enum Direction {
        /** Changes of the org reach Postgres. */
        TO_POSTGRES,
        /** Edits in Postgres reach the org, too. Only the namespace of the demo can have this. */
        BOTH
    }

    /** A pipeline from the org to Postgres. */
    public Pipeline(Endpoints endpoints, String namespace, List<String> objects) {
        this(endpoints, namespace, objects, Direction.TO_POSTGRES);
    }

    public String sourceName() {
        return namespace + "-to-kafka";
    }

    public String sinkName() {
        return namespace + "-to-postgres";
    }

    /** Returns the names of the connectors, in the order in which they are installed. */
    public List<String> connectors() {
        return List.copyOf(configurations().keySet());
    }

    /** Returns when all connectors and all of their tasks run. */
    public void install(ConnectApi connect) {
        configurations().forEach(connect::put);
        awaitRunning(connect);
    }

    /** Returns when all connectors and all of their tasks run, as they do some time after a worker's start. */
    public void awaitRunning(ConnectApi connect) {
        connectors().forEach(connector -> connect.awaitRunning(connector, START_LIMIT));
    }

    public void remove(ConnectApi connect) {
        List<String> names = new ArrayList<>(connectors());
        Collections.reverse(names);
        names.forEach(connect::delete);
    }

    private Map<String, Map<String, String>> configurations() {
        Map<String, Map<String, String>> configurations = new LinkedHashMap<>();
        configurations.put(sinkName(), sink());
        configurations.put(sourceName(), source());
        if (direction == Direction.BOTH) {
            configurations.put("postgres-to-kafka", walReader());
            configurations.put("kafka-to-salesforce", writeBack());
        }
        return configurations;
    }

    public Map<String, String> source() {
        Map<String, String> source = resolved("salesforce-to-kafka.json");
        source.put("topic.prefix", namespace);
        if (direction == Direction.BOTH) {
            source.put("signal.kafka.topic", "postgres.tandem.signals");
            source.put("signal.kafka.bootstrap.servers", endpoints.kafka());
        }
        return source;
    }

    public Map<String, String> sink() {
        Map<String, String> sink = resolved("salesforce-to-postgres.json");
        sink.put("topics.regex", Pattern.quote(namespace) + "\\..*");
        if (direction == Direction.BOTH) {
            sink.put("topics.to.access.mapping", eachObject("%1$s.%2$s:read_write"));
            sink.put("topics.to.external.id.mapping", eachObject("%1$s.%2$s:%3$s"));
        }
        return sink;
    }

    /** Returns the configuration of Debezium's connector, which reads edits from the WAL. */
    public Map<String, String> walReader() {
        return resolved("postgres-to-kafka.json");
    }

    /** Returns the configuration of the connector that writes edits in Postgres to the org. */
    public Map<String, String> writeBack() {
        return resolved("kafka-to-salesforce.json");
    }

    /** Returns the pattern for each object, separated by commas: its namespace, its name and the key field. */
    private String eachObject(String pattern) {
        return objects.stream()
                .map(object -> pattern.formatted(namespace, object, KEY_FIELD))
                .collect(Collectors.joining(","));
    }

    private Map<String, String> resolved(String file) {
        try (InputStream json = Pipeline.class.getResourceAsStream(file)) {
            var configuration =
                    new ObjectMapper().readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
            Map<String, String> variables = variables();
            configuration.replaceAll((key, value) -> VARIABLE.matcher(value)
                    .replaceAll(variable -> Matcher.quoteReplacement(variables.get(variable.group(1)))));
            return configuration;
        } catch (IOException failure) {
            throw new PlatformException("Cannot read " + file, failure);
        }
    }

    private Map<String, String> variables() {
        URI database = URI.create(endpoints.postgres().substring("jdbc:".length()));
        Map<String, String> variables = new HashMap<>();
        variables.put("SALESFORCE_INSTANCE", endpoints.salesforce());
        variables.put("SALESFORCE_CONSUMER_KEY", endpoints.clientId());
        variables.put("SALESFORCE_CONSUMER_SECRET", endpoints.clientSecret());
        variables.put("SALESFORCE_OBJECTS", String.join(",", objects));
        variables.put("SCHEMA_REGISTRY_URL", endpoints.schemaRegistry());
        variables.put("POSTGRES_URL", "jdbc:postgresql://" + database.getAuthority() + database.getPath());
        variables.put("POSTGRES_HOST", database.getHost());
        variables.put("POSTGRES_PORT", Integer.toString(database.getPort()));
        variables.put("POSTGRES_DATABASE", database.getPath().substring(1));
        variables.put("POSTGRES_USER", parameter(database, "user"));
        variables.put("POSTGRES_PASSWORD", parameter(database, "password"));
        variables.put("TABLES", eachObject("%1$s.%2$s:%2$s"));
        variables.put("EXTERNAL_IDS", eachObject("%2$s:%3$s"));
        return variables;
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
