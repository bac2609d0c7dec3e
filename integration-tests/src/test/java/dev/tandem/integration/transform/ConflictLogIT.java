/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.integration.SharedPlatform;
import dev.tandem.standalone.Platform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two regions' Postgres become one table through Debezium, LastWriterWins and Tandem's sink, which keeps what loses. */
@ExtendWith(SharedPlatform.class)
class ConflictLogIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String TABLE = "world.merged";

    private final Platform platform;
    private final Connectors connectors;
    private Connection database;

    ConflictLogIT(Platform platform) {
        this.platform = platform;
        this.connectors = new Connectors(platform);
    }

    @BeforeEach
    void open() throws SQLException {
        database = DriverManager.getConnection(platform.endpoints().postgres());
    }

    @AfterEach
    void close() throws SQLException {
        connectors.close();
        database.close();
    }

    @Test
    void keepsEachLosingValueOnceOverAReplay() throws SQLException {
        for (String region : List.of("east", "west")) {
            execute("CREATE SCHEMA " + region);
            execute("CREATE TABLE " + region + ".orders (id bigint PRIMARY KEY, status text, note text)");
            execute("ALTER TABLE " + region + ".orders REPLICA IDENTITY FULL");
            execute("INSERT INTO " + region + ".orders SELECT i, 'new', 'n' FROM generate_series(1, 20) i");
            connectors.install(region + "-source", connectors.source(region, Map.of()));
        }
        connectors.install("merging-sink", sink());
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> Connectors.rows(database, TABLE).size() == 20);
        // Both regions have written by now, whichever came first.
        change("east", 20, "mark");
        change("west", 20, "end");
        assertThat(log(1)).isEmpty();

        change("east", 1, "paid");
        change("west", 1, "sent");
        assertThat(log(1))
                .contains("status|update_origin_differs|apply_remote|\"paid\"|\"sent\"|east|west|west.west.orders");
        execute("DELETE FROM east.orders WHERE id = 1");
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(Connectors.rows(database, TABLE)).doesNotContainKey("1"));
        assertThat(log(1)).anyMatch(entry -> entry.matches("\\*\\|delete_origin_differs\\|apply_remote\\|.*sent.*"));

        Map<String, String> rows = Connectors.rows(database, TABLE);
        List<String> log = log(1);
        connectors.delete("merging-sink");
        connectors.install("merging-sink-again", sink());
        change("east", 20, "mark again");
        change("west", 20, "end again");
        rows.put("20", "20|end again|n");
        assertThat(Connectors.rows(database, TABLE))
                .as("after a replay of both topics")
                .isEqualTo(rows);
        assertThat(log(1)).as("after a replay of both topics").isEqualTo(log);
    }

    private Map<String, String> sink() {
        Map<String, String> more = new HashMap<>(Connectors.transform(
                "merge,conflict",
                Map.of(
                        "origin.field", "source.name",
                        "before.image", "whole",
                        "version.from", "time",
                        "memory.max.bytes", "0")));
        more.put("transforms.merge.type", "org.apache.kafka.connect.transforms.RegexRouter");
        more.put("transforms.merge.regex", "(east|west)\\.(east|west)\\.(.*)");
        more.put("transforms.merge.replacement", "world.$3");
        more.put("table.name.format", TABLE);
        more.put("conflict.log", "on");
        more.put("tasks.max", "2");
        return connectors.postgresSink("east|west", more);
    }

    /** Changes a row in a region, and waits until it has arrived. */
    private void change(String region, int id, String status) throws SQLException {
        execute("UPDATE " + region + ".orders SET status = '" + status + "' WHERE id = " + id);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Connectors.rows(database, TABLE))
                        .containsEntry(Integer.toString(id), id + "|" + status + "|n"));
    }

    private List<String> log(int id) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet entries = statement.executeQuery("SELECT concat_ws('|', field, type, resolution, local_value,"
                        + " remote_value, local_origin, remote_origin, topic) FROM tandem.conflicts"
                        + " WHERE table_schema = 'world' AND key = '" + id + "' ORDER BY 1")) {
            List<String> log = new ArrayList<>();
            while (entries.next()) {
                log.add(entries.getString(1));
            }
            return log;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
