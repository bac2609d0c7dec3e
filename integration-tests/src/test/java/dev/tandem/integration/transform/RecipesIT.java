/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.integration.SharedPlatform;
import dev.tandem.integration.TestPipeline;
import dev.tandem.standalone.Platform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The recipes of docs/transform.md, read from there, in a real worker; and what it says of wrong settings. */
@ExtendWith(SharedPlatform.class)
class RecipesIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Map<String, String> FROM_SALESFORCE = Recipe.under("Salesforce to Postgres");
    private static final Map<String, String> FROM_DEBEZIUM = Recipe.under("Debezium to Postgres");
    private static final Map<String, String> TWO_REGIONS = Recipe.under("Two regions' Postgres into one");
    private static final Map<String, String> DEBEZIUM_SINK = Recipe.under("In front of Debezium's JDBC sink");
    private static final List<Map<String, String>> PARTS = List.of(
            Recipe.under("The transform: LastWriterWins"),
            Recipe.under("Rows of a JDBC source, or any flat rows"),
            Recipe.under("With predicates and other transforms"));

    private final Platform platform;
    private final Connectors connectors;

    RecipesIT(Platform platform) {
        this.platform = platform;
        this.connectors = new Connectors(platform);
    }

    @AfterEach
    void deleteConnectors() {
        connectors.close();
    }

    @Test
    void copiesSalesforceToPostgres() throws Exception {
        try (TestPipeline pipeline = TestPipeline.of(platform, "recipe", "Account")) {
            pipeline.org().addRecords("Account", 50);
            Map<String, String> sink = pipeline.pipeline().sink();
            String topics = sink.get("topics.regex");
            sink.keySet().removeIf(key -> key.startsWith("transforms"));
            sink.putAll(FROM_SALESFORCE);
            sink.put("topics.regex", topics);
            platform.connect().install(pipeline.pipeline().sinkName(), sink, LIMIT);
            platform.connect()
                    .install(
                            pipeline.pipeline().sourceName(),
                            pipeline.pipeline().source(),
                            LIMIT);
            pipeline.awaitRows(50);
            pipeline.awaitStreaming();
            pipeline.org().startLoad(50, pipeline.pipeline().objects());
            long until = pipeline.org().newestSequence() + 100;
            await().atMost(LIMIT).until(() -> pipeline.org().newestSequence() >= until);
            pipeline.org().stopLoad();
            pipeline.assertTablesEqualTheOrg();
        }
    }

    @Test
    void feedsBothSinksFromDebezium() throws Exception {
        try (Connection shop = database("recipe_shop");
                Connection ours = database("recipe_ours");
                Connection theirs = database("recipe_theirs")) {
            execute(shop, "CREATE TABLE orders (id bigint PRIMARY KEY, status text, big text)");
            execute(shop, "ALTER TABLE orders ALTER COLUMN big SET STORAGE EXTERNAL");
            execute(shop, "INSERT INTO orders SELECT i, 'new', repeat('x', 9000) FROM generate_series(1, 50) i");
            connectors.install("recipe-shop", source("shop", "recipe_shop"));
            connectors.install("recipe-ours", sink(FROM_DEBEZIUM, "recipe_ours", "connection.user"));
            connectors.install("recipe-theirs", sink(DEBEZIUM_SINK, "recipe_theirs", "connection.username"));
            execute(shop, "UPDATE orders SET status = 'paid' WHERE id <= 30");
            execute(shop, "DELETE FROM orders WHERE id > 40");
            await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
                Map<String, String> expected = Connectors.rows(shop, "orders");
                assertThat(Connectors.rows(ours, "public.orders")).isEqualTo(expected);
                assertThat(Connectors.rows(theirs, "shop_public_orders")).isEqualTo(expected);
            });
        }
    }

    @Test
    void mergesTwoRegions() throws Exception {
        try (Connection eu = database("recipe_eu");
                Connection us = database("recipe_us");
                Connection world = database("recipe_world")) {
            for (Connection region : List.of(eu, us)) {
                execute(region, "CREATE TABLE orders (id bigint PRIMARY KEY, status text, note text)");
                execute(region, "ALTER TABLE orders REPLICA IDENTITY FULL");
                execute(region, "INSERT INTO orders SELECT i, 'new', 'n' FROM generate_series(1, 20) i");
            }
            connectors.install("recipe-eu", source("eu", "recipe_eu"));
            connectors.install("recipe-us", source("us", "recipe_us"));
            connectors.install("recipe-world", sink(TWO_REGIONS, "recipe_world", "connection.username"));
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> Connectors.rows(world, "world_orders").size() == 20);
            execute(eu, "UPDATE orders SET status = 'paid' WHERE id = 1");
            awaitRow(world, "1|paid|n");
            execute(us, "UPDATE orders SET note = 'seen' WHERE id = 1");
            awaitRow(world, "1|paid|seen");
        }
    }

    @Test
    void acceptsPartsOfConfigurations() {
        for (Map<String, String> part : PARTS) {
            Map<String, String> config = sink(FROM_DEBEZIUM, "any", "connection.user");
            config.put("name", "parts");
            config.putAll(part);

            JsonNode answer = platform.connect().validate("PostgresSinkConnector", config);

            assertThat(answer.path("error_count").asInt(-1))
                    .as(answer.toString())
                    .isZero();
        }
        assertThat(Recipe.rest()).isEmpty();
    }

    @Test
    void reportsEveryWrongSettingWithItsRemedy() {
        Map<String, String> config = new HashMap<>(FROM_DEBEZIUM);
        config.put("name", "wrong");
        Map<String, String> wrong = Map.of(
                "on.error", "ignore",
                "dropped", "keep",
                "memory.max.bytes", "-1",
                "clock.skew.ms", "50",
                "field.policies", "Account.Name:newest",
                "schema.new.field", "Account:add,maybe",
                "field.renames", "Account.Name",
                "version.field", "v");
        wrong.forEach((key, value) -> config.put("transforms.conflict." + key, value));
        Map<String, String> errors = new HashMap<>();
        for (JsonNode entry :
                platform.connect().validate("PostgresSinkConnector", config).path("configs")) {
            JsonNode messages = entry.path("value").path("errors");
            if (messages.size() > 0) {
                errors.put(entry.path("value").path("name").asText(), messages.toString());
            }
        }
        wrong.keySet()
                .forEach(key -> assertThat(errors.get("transforms.conflict." + key))
                        .as(key)
                        .isNotNull()
                        .contains(key));
        assertThat(errors.get("transforms.conflict.on.error")).contains("throw, mark");
        assertThat(errors.get("transforms.conflict.version.field")).contains("origin.field");
        assertThat(errors.get("transforms.conflict.clock.skew.ms")).contains("origin.priority");
    }

    private Map<String, String> source(String prefix, String database) {
        return connectors.source(
                prefix,
                Map.of(
                        "database.dbname", database,
                        "schema.include.list", "public",
                        "slot.name", database,
                        "publication.name", database));
    }

    private Map<String, String> sink(Map<String, String> recipe, String database, String user) {
        Map<String, String> config = new HashMap<>(recipe);
        config.put("connection.url", url(database));
        config.put(user, "tandem");
        config.put("connection.password", "tandem");
        config.put("consumer.override.metadata.max.age.ms", "1000");
        config.put("consumer.override.auto.offset.reset", "earliest");
        return config;
    }

    private static void awaitRow(Connection world, String text) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(Connectors.rows(world, "world_orders")).containsEntry("1", text));
    }

    private Connection database(String name) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(platform.endpoints().postgres())) {
            execute(connection, "CREATE DATABASE " + name);
        }
        return DriverManager.getConnection(url(name), "tandem", "tandem");
    }

    private String url(String database) {
        return platform.endpoints().postgres().replaceAll("/[^/]*$", "/" + database);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
