/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import dev.tandem.standalone.Platform;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Configurations of connectors around the transform, and the rows that they leave. Closed, it deletes those that were
 * installed: the platform lives on, and a source of Debezium waits a minute or two for its metrics' names where another
 * one has the same {@code topic.prefix}.
 */
final class Connectors implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Platform platform;
    private final Set<String> installed = new LinkedHashSet<>();

    Connectors(Platform platform) {
        this.platform = platform;
    }

    /** Returns once the connector and its tasks run. */
    void install(String name, Map<String, String> config) {
        put(name, config);
        platform.connect().awaitRunning(name, LIMIT);
    }

    void put(String name, Map<String, String> config) {
        installed.add(name);
        platform.connect().put(name, config);
    }

    void delete(String name) {
        platform.connect().delete(name);
        installed.remove(name);
    }

    @Override
    public void close() {
        List.copyOf(installed).forEach(this::delete);
    }

    /** A chain of transforms, with settings of the one in it that is called conflict. */
    static Map<String, String> transform(String chain, Map<String, String> settings) {
        Map<String, String> config = new HashMap<>();
        config.put("transforms", chain);
        config.put("transforms.conflict.type", "dev.tandem.conflict.LastWriterWins");
        settings.forEach((key, value) -> config.put("transforms.conflict." + key, value));
        return config;
    }

    /** Debezium's Postgres source for the schema of this name. */
    Map<String, String> source(String name, Map<String, String> more) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.put("database.hostname", "127.0.0.1");
        config.put("database.port", platform.endpoints().postgres().replaceAll(".*:(\\d+)/.*", "$1"));
        config.put("database.user", "tandem");
        config.put("database.password", "tandem");
        config.put("database.dbname", "tandem");
        config.put("plugin.name", "pgoutput");
        config.put("topic.prefix", name);
        config.put("slot.name", name + "_slot");
        // With the connector.
        config.put("slot.drop.on.stop", "true");
        config.put("publication.name", name + "_publication");
        config.put("publication.autocreate.mode", "filtered");
        config.put("schema.include.list", name);
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        config.putAll(more);
        return config;
    }

    /** Debezium's JDBC sink for the topics of sources of these names, into tables {@code copy_...}. */
    Map<String, String> jdbcSink(String names, Map<String, String> more) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        config.put("connection.url", url());
        config.put("connection.username", "tandem");
        config.put("connection.password", "tandem");
        config.put("insert.mode", "upsert");
        config.put("delete.enabled", "true");
        config.put("primary.key.mode", "record_key");
        config.put("schema.evolution", "basic");
        config.put("collection.name.format", "copy_${topic}");
        return sink(config, names, more);
    }

    /** Tandem's sink for the same topics, into the table of schema {@code ours} with that name. */
    Map<String, String> postgresSink(String names, Map<String, String> more) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "dev.tandem.postgres.sink.PostgresSinkConnector");
        config.put("connection.url", url());
        config.put("connection.user", "tandem");
        config.put("connection.password", "tandem");
        config.put("table.name.format", "ours." + names);
        return sink(config, names, more);
    }

    private static Map<String, String> sink(Map<String, String> config, String names, Map<String, String> more) {
        config.put("topics.regex", "(" + names + ")\\.(" + names + ")\\..*");
        config.put("consumer.override.metadata.max.age.ms", "1000");
        config.put("consumer.override.auto.offset.reset", "earliest");
        config.putAll(more);
        return config;
    }

    private String url() {
        return platform.endpoints().postgres().replaceAll("\\?.*", "");
    }

    /** Every row as text, by its id, the columns in their order; those of the sink's own are left out. */
    static Map<String, String> rows(Connection database, String table) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    if (!result.getMetaData().getColumnName(column).startsWith("_sync")) {
                        row.append(row.length() == 0 ? "" : "|").append(result.getString(column));
                    }
                }
                rows.put(result.getString("id"), row.toString());
            }
        }
        return rows;
    }
}
