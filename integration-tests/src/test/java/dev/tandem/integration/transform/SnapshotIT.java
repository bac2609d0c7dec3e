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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions that are open while Debezium takes its snapshot: their changes are in the log before it, and committed after it. */
@ExtendWith(SharedPlatform.class)
class SnapshotIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Platform platform;
    private final Connectors connectors;

    SnapshotIT(Platform platform) {
        this.platform = platform;
        this.connectors = new Connectors(platform);
    }

    @AfterEach
    void deleteConnectors() {
        connectors.close();
    }

    @Test
    void ordersAChangeOpenDuringTheSnapshotAfterTheRow() throws SQLException {
        try (Connection database = open();
                Connection first = open();
                Connection second = open();
                Connection third = open()) {
            execute(database, "CREATE SCHEMA open");
            execute(database, "CREATE SCHEMA IF NOT EXISTS ours");
            execute(database, "CREATE TABLE open.orders (id bigint PRIMARY KEY, status text)");
            execute(database, "INSERT INTO open.orders SELECT i, 'new' FROM generate_series(1, 5) i");

            // The slot waits for the transactions that it finds, twice; one that begins in between is streamed although
            // it
            // writes before the slot is ready.
            begin(first, 1);
            connectors.put("open-source", connectors.source("open", Map.of()));
            awaitSlotBehind(database, first);
            begin(second, 2);
            first.commit();
            awaitSlotBehind(database, second);
            begin(third, 3);
            execute(third, "UPDATE open.orders SET status = 'open twice' WHERE id = 3");
            begin(first, 4);
            second.commit();

            connectors.install("open-jdbc", connectors.jdbcSink("open", Connectors.transform("conflict", Map.of())));
            connectors.install(
                    "open-ours", connectors.postgresSink("open", Connectors.transform("conflict", Map.of())));
            awaitRows(database, "\"copy_open_open_orders\"", 5);
            awaitRows(database, "ours.open", 5);
            third.commit();
            first.commit();
            execute(database, "INSERT INTO open.orders VALUES (6, 'last')");

            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(Connectors.rows(database, "\"copy_open_open_orders\""))
                        .isEqualTo(Connectors.rows(database, "open.orders"));
                assertThat(Connectors.rows(database, "ours.open")).isEqualTo(Connectors.rows(database, "open.orders"));
            });
        }
    }

    private static void begin(Connection connection, int id) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "UPDATE open.orders SET status = 'open' WHERE id = " + id);
    }

    private static void awaitSlotBehind(Connection database, Connection blocking) throws SQLException {
        int pid = Integer.parseInt(one(blocking, "SELECT pg_backend_pid()"));
        await("the slot waits for " + pid)
                .atMost(LIMIT)
                .until(() -> one(
                                database,
                                "SELECT count(*) FROM pg_stat_activity WHERE " + pid + " = ANY (pg_blocking_pids(pid))")
                        .equals("1"));
    }

    private static void awaitRows(Connection database, String table, int count) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> Connectors.rows(database, table).size() == count);
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(platform.endpoints().postgres());
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
