/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.integration.SharedPlatform;
import dev.tandem.integration.WorkerBeans;
import dev.tandem.standalone.Platform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** LastWriterWins in a real worker, between Debezium's Postgres source and Debezium's JDBC sink. */
@ExtendWith(SharedPlatform.class)
class DebeziumPipelineIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String BIG = "x".repeat(20_000);

    private static Platform platform;
    private static Connection database;
    private static Connectors connectors;

    @BeforeAll
    static void start(Platform shared) throws SQLException {
        platform = shared;
        database = DriverManager.getConnection(platform.endpoints().postgres());
        connectors = new Connectors(platform);
    }

    @AfterAll
    static void stop() throws SQLException {
        connectors.close();
        database.close();
    }

    @Test
    void copiesATableThroughChangesOfDataAndSchema() throws SQLException {
        execute("CREATE SCHEMA one");
        execute(
                "CREATE TABLE one.orders (id bigint PRIMARY KEY, status varchar(20) NOT NULL DEFAULT 'new', n int, big text)");
        execute("ALTER TABLE one.orders ALTER COLUMN big SET STORAGE EXTERNAL");
        execute("INSERT INTO one.orders SELECT i, 'new', i, NULL FROM generate_series(1, 200) i");
        connectors.install("one-source", connectors.source("one", Map.of()));
        connectors.install(
                "one-sink",
                connectors.jdbcSink("one", Connectors.transform("conflict", Map.of("unknown.fields", "omit"))));
        awaitSame("one.orders", "copy_one_one_orders");

        execute("UPDATE one.orders SET big = '" + BIG + "' WHERE id <= 20");
        execute("UPDATE one.orders SET status = 'paid' WHERE id <= 150");
        execute("UPDATE one.orders SET n = NULL WHERE id BETWEEN 50 AND 60");
        execute("DELETE FROM one.orders WHERE id > 180");
        awaitSame("one.orders", "copy_one_one_orders");

        execute("ALTER TABLE one.orders ADD COLUMN city text");
        execute("UPDATE one.orders SET city = 'Bonn' WHERE id <= 100");
        execute("INSERT INTO one.orders VALUES (181, 'again', 1, 'small', 'Ulm')");
        awaitSame("one.orders", "copy_one_one_orders");
        assertThat(rows("copy_one_one_orders").get("1")).contains(BIG).contains("Bonn");
    }

    @Test
    void transformsInTheSourceAndBehindAPredicate() throws SQLException {
        execute("CREATE SCHEMA two");
        execute("CREATE TABLE two.orders (id bigint PRIMARY KEY, status text NOT NULL)");
        execute("CREATE TABLE two.plain (id bigint PRIMARY KEY, status text NOT NULL)");
        execute("INSERT INTO two.orders SELECT i, 'new' FROM generate_series(1, 50) i");
        execute("INSERT INTO two.plain SELECT i, 'new' FROM generate_series(1, 50) i");
        Map<String, String> inSource = Connectors.transform("conflict", Map.of("predicate", "isOrders"));
        inSource.put("predicates", "isOrders");
        inSource.put("predicates.isOrders.type", "org.apache.kafka.connect.transforms.predicates.TopicNameMatches");
        inSource.put("predicates.isOrders.pattern", "two\\.two\\.orders");
        connectors.install("two-source", connectors.source("two", inSource));
        // The sink reads flat rows from one topic and Debezium's envelopes from the other, as it does without the
        // transform.
        connectors.install("two-sink", connectors.jdbcSink("two", Map.of()));
        awaitSame("two.orders", "copy_two_two_orders");
        awaitSame("two.plain", "copy_two_two_plain");

        execute("UPDATE two.orders SET status = 'paid' WHERE id <= 25");
        execute("DELETE FROM two.orders WHERE id > 40");
        awaitSame("two.orders", "copy_two_two_orders");
    }

    @Test
    void mergesTwoRegionsIntoOneTable() throws Exception {
        for (String region : List.of("north", "south")) {
            execute("CREATE SCHEMA " + region);
            execute("CREATE TABLE " + region + ".orders (id bigint PRIMARY KEY, status text, note text)");
            execute("ALTER TABLE " + region + ".orders REPLICA IDENTITY FULL");
            execute("INSERT INTO " + region + ".orders SELECT i, 'new', 'n' FROM generate_series(1, 20) i");
            connectors.install(region + "-source", connectors.source(region, Map.of()));
        }
        Map<String, String> merged = Connectors.transform(
                "merge,conflict",
                Map.of(
                        "unknown.fields",
                        "omit",
                        "origin.field",
                        "source.name",
                        "before.image",
                        "whole",
                        "origin.priority",
                        "north,south"));
        merged.put("transforms.merge.type", "org.apache.kafka.connect.transforms.RegexRouter");
        merged.put("transforms.merge.regex", "(north|south)\\.(north|south)\\.(.*)");
        merged.put("transforms.merge.replacement", "world.$3");
        Map<String, String> sink = connectors.jdbcSink("north|south", merged);
        connectors.install("world-sink", sink);
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> rows("copy_world_orders").size() == 20);

        execute("UPDATE north.orders SET status = 'paid' WHERE id = 1");
        awaitRow("1", "1|paid|n");
        execute("UPDATE south.orders SET note = 'seen' WHERE id = 1");
        awaitRow("1", "1|paid|seen");
        execute("UPDATE south.orders SET status = 'sent' WHERE id = 1");
        awaitRow("1", "1|sent|seen");
        try (WorkerBeans beans = WorkerBeans.of(platform)) {
            assertThat(beans.count(
                            "dev.tandem.conflict:type=LastWriterWins,connector=\"world-sink\",task=0,*", "Records"))
                    .isGreaterThanOrEqualTo(43);
        }
    }

    private void awaitRow(String id, String text) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rows("copy_world_orders")).containsEntry(id, text));
    }

    private static void awaitSame(String table, String copy) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(rows(copy)).isEqualTo(rows(table)));
    }

    private static Map<String, String> rows(String table) throws SQLException {
        return Connectors.rows(database, table);
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
