/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Failures that pass, failures that last, and what is left on the connection. */
class FailuresTest extends SinkTest {
    private static FlatRecords things() {
        return new FlatRecords("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);
    }

    @Test
    void retriesOnNewConnection() {
        FlatRecords records = things();
        sink.put(records.row(1, "a"));
        database.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tandem-postgres-sink'"
                        + " AND datname = current_database()");
        SinkRecord next = records.row(1, "b");
        assertThatThrownBy(() -> sink.put(next)).isInstanceOf(RetriableException.class);
        sink.put(next);
        assertThat(database.rows("SELECT v FROM things")).containsExactly("b");
    }

    @Test
    void failsAfterConfiguredRetries() {
        Harness unreachable = new Harness()
                .with("connection.url", "jdbc:postgresql://127.0.0.1:1/none")
                .with("max.retries", "2")
                .with("retry.backoff.ms", "1");
        SinkRecord record = things().row(1, "a");
        assertThatThrownBy(() -> unreachable.put(record)).isInstanceOf(RetriableException.class);
        assertThatThrownBy(() -> unreachable.put(record)).isInstanceOf(RetriableException.class);
        assertThatThrownBy(() -> unreachable.put(record))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("after 2 retries. Remove its cause, or raise max.retries.")
                .hasMessageContaining("See that the server runs");
    }

    @Test
    void keepsRetriesForTheirTimeHoweverOftenTheWorkerComes() {
        Harness unreachable = new Harness()
                .with("connection.url", "jdbc:postgresql://127.0.0.1:1/none")
                .with("max.retries", "2")
                .with("retry.backoff.ms", "60000")
                .impatient();
        SinkRecord record = things().row(1, "a");
        assertThatThrownBy(() -> unreachable.put(record)).hasMessageContaining("See that the server runs");
        for (int early = 0; early < 10; early++) {
            assertThatThrownBy(() -> unreachable.put(record))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("Retry 1 is due in");
        }
    }

    @Test
    void returnsFromPutOnlyOnceRejectionsAreReported() throws Exception {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'), _sync_version bigint)");
        CompletableFuture<Void> report = new CompletableFuture<>();
        sink.reporting(report);
        CompletableFuture<Harness> put = CompletableFuture.supplyAsync(() -> sink.put(things().row(1, "bad")));
        Awaitility.await().until(() -> !sink.errors().isEmpty());
        assertThat(put).isNotDone();
        report.complete(null);
        assertThat(put).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void reportsRejectionsWhoseReportWasInterrupted() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'), _sync_version bigint)");
        CompletableFuture<Void> report = new CompletableFuture<>();
        sink.reporting(report).begin(things().row(1, "bad"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> sink.begin()).isInstanceOf(RetriableException.class);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(sink.commits()).isFalse();
        report.complete(null);
        sink.begin();

        assertThat(sink.commits()).isTrue();
        assertThat(sink.errors()).hasSize(1);
    }

    @Test
    void failsWhenRejectionCannotBeReported() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'), _sync_version bigint)");
        sink.reporting(CompletableFuture.failedFuture(new IllegalStateException("no such topic")));
        assertThatThrownBy(() -> sink.put(things().row(1, "bad")))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("Failed to report a rejected record")
                .hasRootCauseMessage("no such topic");
    }

    @Test
    void retriesReadOnlyStandby() {
        database.execute("ALTER DATABASE "
                + database.rows("SELECT current_database()").get(0) + " SET default_transaction_read_only = on");
        assertThatThrownBy(() -> sink.put(things().row(1, "a"))).isInstanceOf(RetriableException.class);
    }

    @Test
    void avoidsDeadlocksOfTasksThatShareTable() throws Exception {
        int tasks = 4;
        ExecutorService pool = Executors.newFixedThreadPool(tasks);
        String deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                int number = task;
                running.add(pool.submit(() -> {
                    try (Harness own = Harness.on(database)
                            .with("table.name.format", "public.shared")
                            .with("schema.lock.timeout.ms", "60000")) {
                        FlatRecords records = new FlatRecords("topic" + number).field("v", Schema.STRING_SCHEMA);
                        for (int round = 0; round < 25; round++) {
                            List<SinkRecord> rows = new ArrayList<>();
                            for (int i = 0; i < 60; i++) {
                                int key = (i * 37 + number * 11 + round) % 60;
                                rows.add((i + round) % 9 == 0 ? records.tombstone(key) : records.row(key, "v" + round));
                            }
                            own.put(rows);
                        }
                    }
                }));
            }
            for (Future<?> task : running) {
                task.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(database.rows(deadlocks)).containsExactly("0");
    }

    @Test
    void retriesDeadlockWithApplication() throws Exception {
        FlatRecords records = things();
        sink.put(records.row(1, "a"), records.row(2, "a"));
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Connection application = DriverManager.getConnection(database.url())) {
            application.setAutoCommit(false);
            application
                    .createStatement()
                    .execute("SET deadlock_timeout = '10s'; UPDATE things SET v = 'app' WHERE id = 2");
            SinkRecord[] both = {records.row(1, "b"), records.row(2, "b")};
            Future<?> put = pool.submit(() -> sink.put(both));
            Awaitility.await()
                    .until(() -> !database.rows(
                                    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                            .isEmpty());
            application.createStatement().execute("UPDATE things SET v = 'app' WHERE id = 1");
            application.rollback();
            assertThatThrownBy(() -> put.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(RetriableException.class);
            sink.put(both);
        } finally {
            pool.shutdownNow();
        }
        assertThat(database.rows("SELECT id, v FROM things ORDER BY 1")).containsExactly("1|b", "2|b");
    }

    @Test
    void leavesNothingOnConnectionOfPooler() {
        String session = "SELECT (SELECT count(*) FROM pg_prepared_statements) || ' ' || (SELECT count(*) FROM pg_class"
                + " WHERE relpersistence = 't') || ' ' || current_setting('enable_hashjoin') || ' ' || current_setting('lock_timeout')"
                + " || ' ' || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')";
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text, seen text, _sync_version bigint);"
                + " CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.seen := (SELECT string_agg(name, ',')"
                + " FROM pg_prepared_statements) ; RETURN NEW; END $$;"
                + " CREATE TRIGGER look BEFORE INSERT OR UPDATE ON things FOR EACH ROW EXECUTE FUNCTION look()");
        FlatRecords records = things();
        for (int i = 0; i < 12; i++) {
            sink.put(records.row(1, "v" + i));
        }
        assertThat(database.rows("SELECT seen FROM things"))
                .as("prepared statements")
                .containsExactly("null");
        assertThat(database.rows(session)).containsExactly("0 0 on 0 0");
    }

    @Test
    void countsWrittenRecordsOverJmx() throws Exception {
        sink.with("name", "counted");
        sink.put(Changes.create("1", 10, Map.of("Name", "a")), Changes.create("2", 11, Map.of("Name", "b")));
        sink.put(
                Changes.update("1", 20, Map.of("Name", "c")),
                Changes.update("2", 5, Map.of("Name", "stale")),
                Changes.update("3", 21, Map.of("Name", "missing")));
        sink.put(Changes.delete("2", 30));
        ObjectName table = new ObjectName(
                "dev.tandem:type=postgres-sink,connector=\"counted\",task=0,table=\"salesforce.Account\"");
        var server = ManagementFactory.getPlatformMBeanServer();
        assertThat(List.of(
                        "rows-inserted",
                        "rows-updated",
                        "rows-stale",
                        "updates-missing",
                        "rows-deleted",
                        "schema-changes"))
                .extracting(attribute -> server.getAttribute(table, attribute))
                .containsExactly(3L, 1L, 1L, 1L, 1L, 1L);
        sink.close();
        assertThat(server.isRegistered(table)).isFalse();
    }

    @Test
    void forgetsTombstonesAfterRetention() {
        sink.put(Changes.delete("1", 10));
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).containsExactly("1");
        database.execute("UPDATE tandem.tombstones SET deleted_at = now() - interval '31 days'");
        sink.restart().put(Changes.create("2", 11, Map.of("Name", "any")));
        assertThat(database.rows("SELECT key FROM tandem.tombstones")).isEmpty();
    }
}
