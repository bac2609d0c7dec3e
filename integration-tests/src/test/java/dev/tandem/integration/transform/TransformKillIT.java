/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.integration.SharedPlatform;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Debezium's source, the transform, and two sinks, in a worker that is killed at instants that are random in the work done. After each
 * kill the transform's memory is empty, and records with old and new schemas come again.
 */
@ExtendWith(SharedPlatform.class)
class TransformKillIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int ROWS = 100;

    private final Platform platform;
    private final Connectors connectors;
    private final Random random;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger statements = new AtomicInteger();
    private volatile boolean hasCity;

    TransformKillIT(Platform platform, TestReporter reporter) {
        this.platform = platform;
        this.connectors = new Connectors(platform);
        long seed = Long.getLong("tandem.seed", System.nanoTime());
        reporter.publishEntry("tandem.seed", Long.toString(seed));
        this.random = new Random(seed);
    }

    @AfterEach
    void deleteConnectors() {
        connectors.close();
    }

    @Test
    void keepsEveryValueWhenTheWorkerIsKilledUnderSchemaChanges() throws Exception {
        try (Connection database = open()) {
            execute(database, "CREATE SCHEMA killed");
            execute(database, "CREATE SCHEMA IF NOT EXISTS ours");
            execute(database, "CREATE TABLE killed.orders (id bigint PRIMARY KEY, status text, n int, big text)");
            // Nothing changes this row, so no event ever brings its value of an added column.
            execute(database, "INSERT INTO killed.orders VALUES (" + (ROWS + 1) + ", 'still', 1, NULL)");
            connectors.install("killed-source", connectors.source("killed", Map.of()));
            Map<String, String> jdbc = Map.of("unknown.fields", "omit", "schema.nullability", "optional-with-default");
            connectors.install("killed-jdbc", connectors.jdbcSink("killed", Connectors.transform("conflict", jdbc)));
            // With next to no memory the sink decides alone.
            Map<String, String> forgetful = Map.of("memory.max.bytes", "2000");
            connectors.install(
                    "killed-ours", connectors.postgresSink("killed", Connectors.transform("conflict", forgetful)));

            CompletableFuture<Void> writer = CompletableFuture.runAsync(this::write);
            // Killed before, Debezium would take a second snapshot, and a snapshot reports no deletes.
            await("the source's offsets")
                    .atMost(LIMIT)
                    .until(() -> platform.connect()
                            .offsets("killed-source")
                            .toString()
                            .contains("lsn"));
            killAfterSomeStatements();
            execute(database, "ALTER TABLE killed.orders ADD COLUMN city text");
            hasCity = true;
            killAfterSomeStatements();
            execute(database, "ALTER TABLE killed.orders ADD COLUMN code int DEFAULT 7");
            killAfterSomeStatements();
            stopped.set(true);
            writer.join();

            for (String copy : new String[] {"copy_killed_killed_orders", "ours.killed"}) {
                await(copy)
                        .atMost(LIMIT)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(Connectors.rows(database, copy))
                                .isEqualTo(Connectors.rows(database, "killed.orders")));
            }
        }
    }

    private void killAfterSomeStatements() {
        int until = statements.get() + 50 + random.nextInt(300);
        await("statements").atMost(LIMIT).until(() -> statements.get() >= until);
        platform.restart(Part.CONNECT);
        for (String connector : new String[] {"killed-source", "killed-jdbc", "killed-ours"}) {
            platform.connect().awaitRunning(connector, LIMIT);
        }
    }

    /** Random changes of few rows, with deletes, re-creations and nulls, until it is stopped. */
    private void write() {
        Random choice = new Random(random.nextLong());
        try (Connection connection = open()) {
            while (!stopped.get()) {
                execute(connection, statement(choice) + "; SELECT pg_sleep(0.002)");
                statements.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String statement(Random choice) {
        int id = 1 + choice.nextInt(ROWS);
        String where = " WHERE id = " + id;
        switch (choice.nextInt(hasCity ? 7 : 6)) {
            case 0:
                return "DELETE FROM killed.orders" + where;
            case 1:
                return "UPDATE killed.orders SET n = NULL" + where;
            case 2:
                return "UPDATE killed.orders SET n = " + choice.nextInt() + where;
            case 3:
                return "UPDATE killed.orders SET big = repeat('" + choice.nextInt(10) + "', 20)" + where;
            case 6:
                return "UPDATE killed.orders SET city = 'c" + choice.nextInt(100) + "'" + where;
            default:
                return "INSERT INTO killed.orders (id, status, n) VALUES (" + id + ", 's" + choice.nextInt(1000) + "', "
                        + choice.nextInt(100) + ") ON CONFLICT (id) DO UPDATE SET status = excluded.status";
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(platform.endpoints().postgres());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
