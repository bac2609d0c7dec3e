/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.standalone.ConnectApi;
import dev.tandem.standalone.JsonApi;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import dev.tandem.standalone.compare.Tables;
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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Postgres sink alone, three tasks over six partitions, while the worker and Postgres are killed and tasks are moved: in the
 * end its tables are what the topics say, record by record. Instants are random in the work done, not in time, so that each hits
 * work in progress.
 */
@ExtendWith(SharedPlatform.class)
class SinkKillIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<Part> VICTIMS =
            List.of(Part.CONNECT, Part.POSTGRES, Part.CONNECT, Part.POSTGRES, Part.POSTGRES);
    private static final int CHUNK = 6000;
    private static final List<String> COLUMNS = List.of("Name", "City", "Employees", "Revenue", "SeenAt", "Tier");

    private final Platform platform;
    private final ConnectApi connect;
    private final Random random;
    private boolean writesBehind;
    private String killed;

    SinkKillIT(Platform platform, TestReporter reporter) {
        this.platform = platform;
        this.connect = platform.connect();
        long seed = Long.getLong("tandem.seed", System.nanoTime());
        reporter.publishEntry("tandem.seed", Long.toString(seed));
        this.random = new Random(seed);
    }

    @ParameterizedTest(name = "write.behind={0}")
    @ValueSource(booleans = {false, true})
    void keepsEveryRowAndTombstoneRightOverKillsAndAReplay(boolean behind) throws SQLException {
        writesBehind = behind;
        killed = behind ? "sinkkillbehind" : "sinkkill";
        try (RecordTopic changes = RecordTopic.create(platform.endpoints(), killed + ".Account", 4);
                RecordTopic flat = RecordTopic.create(platform.endpoints(), killed + ".Reading", 2)) {
            MixedLoad load = new MixedLoad(changes, flat, random);
            load.send(CHUNK);
            connect.install(killed, sink(killed), LIMIT);
            int inProgress = 0;
            for (Part victim : VICTIMS) {
                long written = newestWritten(killed);
                load.send(CHUNK);
                if (victim == Part.POSTGRES) {
                    load.growSchema();
                }
                awaitWritten(killed, written + 1 + random.nextInt(CHUNK / 2));
                platform.kill(victim);
                if (victim == Part.CONNECT && newestWritten(killed) < load.newestVersion()) {
                    inProgress++;
                }
                platform.start(victim);
            }
            assertThat(inProgress).as("kills of the worker with work left").isPositive();
            connect.awaitRunning(killed, LIMIT);
            SinkOffsets.awaitEnd(platform, killed, changes.name(), flat.name());
            assertTablesAreThoseOfTheModel(killed, changes, flat);

            assertThatAReplayWritesNothing(changes, flat);
            assertThatAReplayIntoEmptyTablesGivesTheSame(changes, flat);
        }
    }

    @Test
    void keepsEveryRowRightOverPausesRestartsAndRebalances() throws SQLException {
        writesBehind = true;
        try (RecordTopic changes = RecordTopic.create(platform.endpoints(), "sinkmove.Account", 4);
                RecordTopic flat = RecordTopic.create(platform.endpoints(), "sinkmove.Reading", 2)) {
            MixedLoad load = new MixedLoad(changes, flat, random);
            load.send(CHUNK);
            connect.install("sinkmove", sink("sinkmove"), LIMIT);
            List<Runnable> moves = List.of(
                    () -> connect.restart("sinkmove"),
                    () -> connect.put("sinkmove", withTasks(1)),
                    this::pauseAndResume,
                    () -> connect.put("sinkmove", withTasks(6)),
                    () -> connect.restart("sinkmove"),
                    () -> connect.put("sinkmove", withTasks(2)));
            for (Runnable move : moves) {
                long written = newestWritten("sinkmove");
                load.send(CHUNK / 2);
                load.growSchema();
                awaitWritten("sinkmove", written + 1 + random.nextInt(CHUNK / 4));
                move.run();
            }
            connect.awaitRunning("sinkmove", LIMIT);
            SinkOffsets.awaitEnd(platform, "sinkmove", changes.name(), flat.name());
            assertTablesAreThoseOfTheModel("sinkmove", changes, flat);
            connect.delete("sinkmove");
        }
    }

    private void pauseAndResume() {
        connect.pause("sinkmove");
        await().atMost(LIMIT)
                .until(() -> connect.status("sinkmove").tasks().stream().allMatch("PAUSED"::equals));
        connect.resume("sinkmove");
    }

    private void assertThatAReplayWritesNothing(RecordTopic changes, RecordTopic flat) throws SQLException {
        List<String> before = physicalRows();
        connect.stop(killed, LIMIT);
        new JsonApi(platform.endpoints().connect())
                .send(
                        "PATCH",
                        "/connectors/" + killed + "/offsets",
                        RecordTopic.beginning(Map.of(changes.name(), 4, flat.name(), 2)));
        connect.resume(killed);
        connect.awaitRunning(killed, LIMIT);
        SinkOffsets.awaitEnd(platform, killed, changes.name(), flat.name());
        assertThat(physicalRows()).isEqualTo(before);
        connect.delete(killed);
    }

    private void assertThatAReplayIntoEmptyTablesGivesTheSame(RecordTopic changes, RecordTopic flat)
            throws SQLException {
        String again = killed + "again";
        Map<String, String> config = sink(killed);
        config.put("transforms", "rename");
        config.put("transforms.rename.type", "org.apache.kafka.connect.transforms.RegexRouter");
        config.put("transforms.rename.regex", killed + "\\.(.*)");
        config.put("transforms.rename.replacement", again + ".$1");
        connect.install(again, config, LIMIT);
        SinkOffsets.awaitEnd(platform, again, changes.name(), flat.name());
        connect.delete(again);
        assertTablesAreThoseOfTheModel(again, changes, flat);
    }

    private void assertTablesAreThoseOfTheModel(String schema, RecordTopic... topics) throws SQLException {
        try (Tables tables = new Tables(platform.endpoints().postgres(), schema)) {
            for (RecordTopic topic : topics) {
                String table = topic.name().substring(topic.name().indexOf('.') + 1);
                SequentialModel model = SequentialModel.of(topic.read());
                assertThat(tables.rows(table)).as("rows of " + table).isEqualTo(model.rows(COLUMNS));
                assertThat(tombstones(schema, table))
                        .as("tombstones of " + table)
                        .isEqualTo(model.tombstones());
                assertThat(model.tombstones()).isNotEmpty();
            }
        }
    }

    private Map<String, Long> tombstones(String schema, String table) throws SQLException {
        Map<String, Long> tombstones = new HashMap<>();
        query(
                "SELECT key, version FROM tandem.tombstones WHERE table_schema = '" + schema + "' AND table_name = '"
                        + table + "'",
                row -> tombstones.put(row.getString(1), row.getLong(2)));
        return tombstones;
    }

    /** Every row with where it lies and which transaction wrote it: equal only if nothing was written. */
    private List<String> physicalRows() throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String table : List.of(killed + ".\"Account\"", killed + ".\"Reading\"", "tandem.tombstones")) {
            query(
                    "SELECT ctid, xmin, t FROM " + table + " t ORDER BY ctid",
                    row -> rows.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3)));
        }
        return rows;
    }

    private void awaitWritten(String schema, long version) {
        await("version " + version + " in " + schema)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> newestWritten(schema) >= version);
    }

    private long newestWritten(String schema) throws SQLException {
        List<Long> newest = new ArrayList<>(List.of(0L));
        try {
            query("SELECT max(_sync_version) FROM " + schema + ".\"Account\"", row -> newest.add(row.getLong(1)));
        } catch (SQLException notYet) {
            if (!notYet.getSQLState().equals("42P01")) {
                throw notYet;
            }
        }
        return newest.get(newest.size() - 1);
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, RowReader reader) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(platform.endpoints().postgres());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private Map<String, String> withTasks(int number) {
        Map<String, String> config = sink("sinkmove");
        config.put("tasks.max", Integer.toString(number));
        return config;
    }

    private Map<String, String> sink(String namespace) {
        Map<String, String> config =
                SinkConfig.of(platform.endpoints(), namespace + ".Account," + namespace + ".Reading");
        config.put("tasks.max", "3");
        config.put("write.behind", Boolean.toString(writesBehind));
        return config;
    }
}
