/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.testing.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Postgres is killed (SIGKILL) again and again while the sink writes; in the end every value is right. */
class ServerCrashTest {
    private static final int CRASHES = 3;

    @TempDir
    Path directory;

    @Test
    void losesAndDoublesNothingWhenPostgresDiesAtAnyInstant() throws Exception {
        Random random = new Random(5);
        Map<String, String> expected = new TreeMap<>();
        EmbeddedPostgres first = start(0);
        int port = first.getPort();
        String url = first.getJdbcUrl("postgres", "postgres");
        Harness sink = new Harness()
                .with("connection.url", url)
                .with("retry.backoff.ms", "1")
                .with("max.retries", "-1");
        EmbeddedPostgres running = first;
        long version = 1;
        for (int crash = 0; crash <= CRASHES; crash++) {
            CompletableFuture<Void> death = CompletableFuture.completedFuture(null);
            int fatal = random.nextInt(10);
            for (int round = 0; round < 10; round++) {
                if (round == fatal && crash < CRASHES) {
                    death = killServer();
                }
                List<SinkRecord> records = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String id = "k" + random.nextInt(200);
                    if (random.nextInt(8) == 0) {
                        records.add(Changes.delete(id, version++));
                        expected.remove(id);
                    } else {
                        records.add(Changes.read(id, version, Map.of("Name", "n" + version)));
                        expected.put(id, "n" + version++);
                    }
                }
                running = putAsAWorkerWould(sink, records, running, port);
            }
            death.get();
            if (!isUp(url)) {
                running = restart(running, port);
            }
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT \"Id\", \"Name\" FROM salesforce.\"Account\"")) {
            Map<String, String> found = new TreeMap<>();
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
            assertThat(found).isEqualTo(expected);
        }
        sink.close();
        running.close();
    }

    @Test
    void keepsLogConsistentWhenPostgresDiesAtAnyInstant() throws Exception {
        Random random = new Random(7);
        EmbeddedPostgres running = start(0);
        int port = running.getPort();
        String url = running.getJdbcUrl("postgres", "postgres");
        Harness sink = new Harness()
                .with("connection.url", url)
                .with("table.name.format", "world.Account")
                .with("retry.backoff.ms", "1")
                .with("max.retries", "-1");
        ConflictModel model = new ConflictModel();
        List<ConflictModel.Event> eu = ConflictModel.topic("eu.Account", 600, random);
        List<ConflictModel.Event> us = ConflictModel.topic("us.Account", 600, random);
        for (int crash = 0; crash <= CRASHES; crash++) {
            CompletableFuture<Void> death = CompletableFuture.completedFuture(null);
            int fatal = random.nextInt(15);
            for (int round = crash * 15; round < crash * 15 + 15; round++) {
                if (round % 15 == fatal && crash < CRASHES) {
                    death = killServer();
                }
                List<SinkRecord> records = new ArrayList<>();
                for (List<ConflictModel.Event> topic : List.of(eu, us)) {
                    topic.subList(round * 10, round * 10 + 10).forEach(event -> {
                        records.add(event.record());
                        model.apply(event);
                    });
                }
                running = putAsAWorkerWould(sink, records, running, port);
            }
            death.get();
            if (!isUp(url)) {
                running = restart(running, port);
            }
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            Database database = Database.of(connection, url);
            assertThat(database.rows(ConflictModel.ROWS)).isEqualTo(model.rows());
            assertThat(database.rows(ConflictModel.CONFLICTS))
                    .hasSizeGreaterThan(100)
                    .containsExactlyInAnyOrderElementsOf(model.conflicts());
        }
        sink.close();
        running.close();
    }

    /** Puts as a worker does, which puts the same records again after a RetriableException. */
    private EmbeddedPostgres putAsAWorkerWould(
            Harness sink, List<SinkRecord> records, EmbeddedPostgres postgres, int port) throws Exception {
        EmbeddedPostgres running = postgres;
        while (true) {
            try {
                sink.put(records);
                return running;
            } catch (RetriableException passing) {
                if (!isUp(running.getJdbcUrl("postgres", "postgres"))) {
                    running = restart(running, port);
                }
            }
        }
    }

    /** Kills the server while the task writes, so the instant is any. */
    private CompletableFuture<Void> killServer() throws IOException {
        long pid = Long.parseLong(Files.readAllLines(directory.resolve("data/postmaster.pid"))
                .get(0)
                .trim());
        return CompletableFuture.runAsync(() -> ProcessHandle.of(pid).ifPresent(server -> {
            List<ProcessHandle> backends = server.children().toList();
            server.destroyForcibly();
            backends.forEach(ProcessHandle::destroyForcibly);
        }));
    }

    private EmbeddedPostgres restart(EmbeddedPostgres dead, int port) throws IOException {
        Awaitility.await().until(() -> !isUp(dead.getJdbcUrl("postgres", "postgres")));
        dead.close();
        Files.deleteIfExists(directory.resolve("data/postmaster.pid"));
        return start(port);
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private static boolean isUp(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.isValid(1);
        } catch (SQLException down) {
            return false;
        }
    }
}
