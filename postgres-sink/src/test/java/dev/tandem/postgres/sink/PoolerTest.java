/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.testing.Database;
import dev.tandem.postgres.testing.Server;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.RetriableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a real pgbouncer, which may give every transaction another connection; runs where one is installed. */
class PoolerTest {
    private static final int TASKS = 4;

    @TempDir
    Path directory;

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @ParameterizedTest
    @CsvSource({"transaction, 1", "transaction, 2", "session, 4"})
    void writesEverythingThroughPooler(String mode, int poolSize) throws Exception {
        Assumptions.assumeTrue(program().isPresent(), "pgbouncer is installed");
        ExecutorService pool = Executors.newFixedThreadPool(TASKS);
        try (Database database = Database.create();
                Pooler pooler = start(database, mode, poolSize)) {
            Load[] loads = IntStream.range(0, TASKS).mapToObj(Load::new).toArray(Load[]::new);
            List<Future<?>> tasks = new ArrayList<>();
            for (Load load : loads) {
                tasks.add(pool.submit(() -> {
                    try (Harness sink = new Harness()
                            .with("connection.url", pooler.url())
                            .with("name", "task" + load.hashCode())
                            .with("max.retries", "-1")) {
                        for (int round = 0; round < 40; round++) {
                            if (round == 20) {
                                load.widen();
                            }
                            sink.putUntilWritten(load.records(50), passing -> {});
                        }
                    }
                }));
            }
            for (Future<?> task : tasks) {
                task.get(120, TimeUnit.SECONDS);
            }
            Load.assertWritten(database, loads);
            assertThat(database.rows(
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tandem-postgres-sink'"
                                    + " AND datname = current_database()"))
                    .as("connections that the tasks used together")
                    .allSatisfy(count ->
                            assertThat(Integer.parseInt(count)).isBetween(mode.equals("session") ? 0 : 1, poolSize));
            assertThat(database.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                            + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                    .containsExactly("0");
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void losesNothingWhenPoolerRestarts(String mode) throws Exception {
        Assumptions.assumeTrue(program().isPresent(), "pgbouncer is installed");
        Load load = new Load(0);
        try (Database database = Database.create();
                Pooler pooler = start(database, mode, 2);
                Harness sink =
                        new Harness().with("connection.url", pooler.url()).with("max.retries", "-1")) {
            sink.put(load.records(50));
            pooler.close();

            List<RetriableException> retries = new ArrayList<>();
            AtomicReference<Pooler> next = new AtomicReference<>();
            sink.putUntilWritten(load.records(50), retry -> {
                retries.add(retry);
                if (next.get() == null) {
                    next.set(pooler.startAgain());
                }
            });
            sink.put(load.records(50));
            next.get().close();

            assertThat(retries).isNotEmpty();
            Load.assertWritten(database, load);
        }
    }

    private record Pooler(Process process, ProcessBuilder program, String url) implements AutoCloseable {
        static Pooler start(ProcessBuilder program, String url) {
            try {
                Pooler pooler = new Pooler(program.start(), program, url);
                Awaitility.await("pgbouncer").until(() -> {
                    try (Database pooled = Database.at(url)) {
                        return pooled.rows("SELECT 1").contains("1");
                    } catch (IllegalStateException notYet) {
                        return false;
                    }
                });
                return pooler;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        Pooler startAgain() {
            return start(program, url);
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private Pooler start(Database database, String mode, int poolSize) throws IOException {
        int port = Server.freePort();
        String server = database.rows(
                        "SELECT 'host=127.0.0.1 port=' || current_setting('port') || ' dbname=' || current_database()")
                .get(0);
        Path settings = Files.writeString(
                directory.resolve("pgbouncer.ini"),
                String.join(
                        "\n",
                        "[databases]",
                        "pooled = " + server + " user=postgres",
                        "[pgbouncer]",
                        "listen_addr = 127.0.0.1",
                        "listen_port = " + port,
                        "unix_socket_dir =",
                        "auth_type = any",
                        "pool_mode = " + mode,
                        "default_pool_size = " + poolSize,
                        // Of the driver's; the one setting of pgbouncer that clients in Java need.
                        "ignore_startup_parameters = extra_float_digits",
                        ""));
        List<String> command = new ArrayList<>(Server.isRoot() ? List.of("unshare", "-U") : List.of());
        command.addAll(List.of(program().orElseThrow().toString(), settings.toString()));
        ProcessBuilder program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pgbouncer.log").toFile());
        return Pooler.start(program, "jdbc:postgresql://127.0.0.1:" + port + "/pooled?user=any");
    }
}
