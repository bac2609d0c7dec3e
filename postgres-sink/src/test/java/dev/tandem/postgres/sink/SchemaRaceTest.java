/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.postgres.testing.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that several change at once, or while others use them. */
class SchemaRaceTest {
    private static final String WAITING_FOR_A_LOCK =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";

    @AutoClose
    private final Database database = Database.create();

    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    @AutoClose("shutdownNow")
    private final ExecutorService pool = Executors.newCachedThreadPool();

    private static FlatRecords things() {
        return new FlatRecords("public.things").field("v", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @Test
    void succeedsWhenProcessesRaceToChangeTable(@TempDir Path logs) throws Exception {
        int count = 3;
        List<Process> processes = new ArrayList<>();
        try {
            for (int number = 0; number < count; number++) {
                processes.add(start(number, logs.resolve(number + ".log")));
            }
            for (Process process : processes) {
                process.getOutputStream().close();
            }
            for (int number = 0; number < count; number++) {
                Process process = processes.get(number);
                assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue())
                        .as(Files.readString(logs.resolve(number + ".log")))
                        .isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        String first = "c0 = 0 AND c1 = 1 AND c6 = 6 AND c7 = 7";
        assertThat(database.rows("SELECT count(*) FROM raced.things WHERE " + first))
                .containsExactly("" + count);
        assertThat(database.rows("SELECT count(*) FROM raced.things WHERE coalesce(c0_text, c5_text, c7_text) = 'x'"))
                .containsExactly("" + 3 * count);
        assertThat(database.rows("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'raced'"))
                .containsExactly("" + (2 + 2 * RacingTask.COLUMNS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE tandem.tombstones",
                "DROP TABLE tandem.topic_positions",
                "DROP TABLE tandem.conflicts, tandem.conflict_positions",
                "DROP SCHEMA tandem CASCADE"
            })
    void createsSystemTablesAgainThatWereDropped(String drop) {
        FlatRecords records = things();
        try (Harness sink = Harness.on(database).with("conflict.log", drop.contains("conflict") ? "on" : "off")) {
            sink.put(records.row(1, 1), records.row(2, 2)).put(records.tombstone(2));

            database.execute(drop);
            sink.put(records.row(1, 10), records.row(3, 3)).put(records.tombstone(3), records.row(4, 4));

            assertThat(database.rows("SELECT id, v FROM public.things ORDER BY id"))
                    .containsExactly("1|10", "4|4");
            assertThat(sink.errors()).isEmpty();
            assertThat(warnings.texts().toString().contains("were created again"))
                    .as("a lost position only costs a check")
                    .isEqualTo(!drop.contains("topic_positions"));
        }
    }

    private Process start(int number, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RacingTask.class.getName(),
                        database.url(),
                        "" + number)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ALTER TABLE things ADD COLUMN w text DEFAULT 'by hand'; v; w = 'by hand'",
                "ALTER TABLE things DROP COLUMN v; v; v IS NULL",
                "ALTER TABLE things ALTER COLUMN v TYPE bigint; v; v = id",
                "ALTER TABLE things ALTER COLUMN v TYPE text; v; v = id::text",
                "ALTER TABLE things ALTER COLUMN v TYPE jsonb USING to_jsonb(v); v; v = to_jsonb(id)",
                "ALTER TABLE things RENAME COLUMN v TO old; v; v IS NULL AND old = id",
                "DROP TABLE things; v; false",
                "CREATE UNIQUE INDEX ON things (id, v); v; v = id"
            })
    void noticesChangesByHandUnderLoad(String ddl, String column, String before) throws Exception {
        FlatRecords records = things();
        AtomicInteger written = new AtomicInteger();
        int[] changedAt = {Integer.MAX_VALUE};
        try (Harness sink = Harness.on(database)) {
            Future<?> load = pool.submit(() -> {
                while (written.get() < changedAt[0]) {
                    List<SinkRecord> put = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        int id = written.get() + i;
                        put.add(records.row(id, id));
                    }
                    sink.putRetrying(put);
                    written.addAndGet(put.size());
                }
            });
            await().until(() -> written.get() > 200 || load.isDone());
            database.execute(ddl);
            int after = written.get() + 40;
            await().until(() -> written.get() > after + 200 || load.isDone());
            changedAt[0] = 0;
            load.get(60, TimeUnit.SECONDS);
            assertThat(sink.errors()).isEmpty();
            assertThat(database.rows("SELECT count(*) FROM things WHERE id < 200 AND " + before))
                    .containsExactly(before.equals("false") ? "0" : "200");
            assertThat(database.rows("SELECT count(*) FROM things WHERE id >= " + after + " AND " + column
                            + "::text = id::text"))
                    .containsExactly("" + (written.get() - after));
        }
    }

    @Test
    void letsQueueGoOnWhileItWaitsForLongReader() throws Exception {
        try (Harness sink = Harness.on(database).with("schema.lock.timeout.ms", "300");
                Connection longReader = DriverManager.getConnection(database.url());
                Statement reading = longReader.createStatement()) {
            sink.put(things().row(1, 1));
            longReader.setAutoCommit(false);
            reading.execute("SELECT * FROM things");

            FlatRecords wider = things().field("w", Schema.OPTIONAL_STRING_SCHEMA);
            Future<?> change = pool.submit(() -> sink.put(wider.row(2, 2, "w")));
            await().until(() -> database.rows(WAITING_FOR_A_LOCK).equals(List.of("1")));
            List<Future<Long>> queue = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                queue.add(pool.submit(queryOfAnother(i % 2 == 0 ? "SELECT 1 FROM things" : "UPDATE things SET v = 3")));
            }
            for (Future<Long> query : queue) {
                assertThat(query.get(30, TimeUnit.SECONDS))
                        .as("the long reader is still there")
                        .isEqualTo(1);
            }
            assertThatThrownBy(() -> change.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(RetriableException.class);
            longReader.commit();
            sink.put(wider.row(2, 2, "w"));
        }
        assertThat(database.rows("SELECT id, v, w FROM things ORDER BY 1")).containsExactly("1|3|null", "2|2|w");
    }

    private Callable<Long> queryOfAnother(String sql) {
        return () -> {
            try (Connection connection = DriverManager.getConnection(database.url());
                    Statement statement = connection.createStatement()) {
                return statement.execute(sql) ? 1L : statement.getLargeUpdateCount();
            }
        };
    }

    @Test
    void changesOtherTablesWhileOneIsLocked() throws Exception {
        try (Harness held = Harness.on(database).with("schema.lock.timeout.ms", "60000");
                Harness free = Harness.on(database);
                Connection reader = DriverManager.getConnection(database.url())) {
            held.put(things().row(1, 1));
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT * FROM things");
            FlatRecords wider = things().field("w", Schema.OPTIONAL_STRING_SCHEMA);
            Future<?> waiting = pool.submit(() -> held.put(wider.row(2, 2, "w")));
            await().until(() -> database.rows(WAITING_FOR_A_LOCK).equals(List.of("1")));

            free.put(new FlatRecords("public.others")
                    .field("v", Schema.OPTIONAL_INT32_SCHEMA)
                    .row(1, 1));
            assertThat(database.rows("SELECT v FROM others")).containsExactly("1");
            assertThat(waiting.isDone()).isFalse();
            reader.commit();
            waiting.get(30, TimeUnit.SECONDS);
        }
    }
}
