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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Salesforce to Postgres as two connectors, installed through the Connect REST API. Their configurations are the files
 * {@code salesforce-to-kafka.json} and {@code salesforce-to-postgres.json}; where a worker would look up {@code ${env:NAME}}, the
 * value of this platform is put.
 *
 * @param namespace prefix of the topics, and so the schema of the tables; part of the connectors' names
 */
public record Pipeline(Endpoints endpoints, String namespace, List<String> objects) {
    /** The namespace of the demo. */
    public static final String SALESFORCE = "salesforce";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+)}");
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    public String sourceName() {
        return namespace + "-to-kafka";
    }

    public String sinkName() {
        return namespace + "-to-postgres";
    }

    /** Returns when both connectors and all of their tasks run. */
    public void install(ConnectApi connect) {
        connect.put(sinkName(), sink());
        connect.put(sourceName(), source());
        awaitRunning(connect);
    }

    /** Returns when both connectors and all of their tasks run, as they do some time after a worker's start. */
    public void awaitRunning(ConnectApi connect) {
        connect.awaitRunning(sinkName(), START_LIMIT);
        connect.awaitRunning(sourceName(), START_LIMIT);
    }

    public void remove(ConnectApi connect) {
        connect.delete(sourceName());
        connect.delete(sinkName());
    }

    public Map<String, String> source() {
        Map<String, String> source = resolved("salesforce-to-kafka.json");
        source.put("topic.prefix", namespace);
        return source;
    }

    public Map<String, String> sink() {
        Map<String, String> sink = resolved("salesforce-to-postgres.json");
        sink.put("topics.regex", Pattern.quote(namespace) + "\\..*");
        return sink;
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
        return Map.of(
                "SALESFORCE_INSTANCE", endpoints.salesforce(),
                "SALESFORCE_CONSUMER_KEY", endpoints.clientId(),
                "SALESFORCE_CONSUMER_SECRET", endpoints.clientSecret(),
                "SALESFORCE_OBJECTS", String.join(",", objects),
                "SCHEMA_REGISTRY_URL", endpoints.schemaRegistry(),
                "POSTGRES_URL", "jdbc:postgresql://" + database.getAuthority() + database.getPath(),
                "POSTGRES_USER", parameter(database, "user"),
                "POSTGRES_PASSWORD", parameter(database, "password"));
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
