/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.ChangeHeaders;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Puts that return before their records are durable, which is the default, and offsets that wait for them. */
class WriteBehindTest extends SinkTest {
    private final FlatRecords records = new FlatRecords("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);

    @BeforeEach
    void open() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'), _sync_version bigint)");
    }

    private List<String> table() {
        return database.rows("SELECT id, v FROM things ORDER BY 1");
    }

    private void lockThings(Connection application) throws Exception {
        application.setAutoCommit(false);
        application.createStatement().execute("LOCK TABLE things IN EXCLUSIVE MODE");
    }

    private void awaitBlockedWrite() {
        Awaitility.await()
                .until(() -> !database.rows("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                + " AND datname = current_database()")
                        .isEmpty());
    }

    @Test
    void returnsFromPutWhileWritingAndHoldsOffsetsBack() throws Exception {
        CompletableFuture<String> commit;
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            sink.begin(records.row(1, "a"));
            commit = CompletableFuture.supplyAsync(() -> sink.commits() + " " + table());
            awaitBlockedWrite();
            assertThat(commit).isNotDone();
            application.rollback();
        }
        assertThat(commit).succeedsWithin(Duration.ofSeconds(60)).isEqualTo("true [1|a]");
    }

    @Test
    void readsRecordsWhileThoseBeforeThemAreWritten() throws Exception {
        sink.put(records.row(0, "first"));
        SinkRecord odd = records.row(2, "b");
        odd.headers().addString(ChangeHeaders.OP, "u").addLong(ChangeHeaders.VERSION, 9L);
        odd.headers()
                .add(
                        ChangeHeaders.CHANGED,
                        List.of("v", "w"),
                        SchemaBuilder.array(Schema.STRING_SCHEMA).build());
        LoggedWarnings warnings = LoggedWarnings.open();
        CompletableFuture<Void> put;
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            sink.begin(records.row(1, "a"));
            awaitBlockedWrite();
            put = CompletableFuture.runAsync(() -> sink.begin(odd));
            Awaitility.await().until(() -> warnings.texts().stream().anyMatch(text -> text.contains("list field w")));
            assertThat(put).isNotDone();
            application.rollback();
        } finally {
            warnings.close();
        }
        put.join();
        assertThat(sink.commits()).isTrue();
        assertThat(table()).containsExactly("0|first", "1|a", "2|b");
    }

    @Test
    void waitsInPutWhereWriteBehindIsOff() throws Exception {
        sink.with("write.behind", "false");
        CompletableFuture<List<String>> put;
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            put = CompletableFuture.supplyAsync(() -> {
                sink.begin(records.row(1, "a"), records.row(2, "bad"));
                return table();
            });
            awaitBlockedWrite();
            assertThat(put).isNotDone();
            application.rollback();
        }
        assertThat(put).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(List.of("1|a"));
        assertThat(sink.errors()).hasSize(1);
        assertThat(sink.commits()).isTrue();
    }

    @Test
    void failsInSamePutWhereWriteBehindIsOff() throws Exception {
        sink.with("write.behind", "false");
        sink.begin(records.row(1, "a"));
        terminateBackends("application_name = 'tandem-postgres-sink'");
        List<SinkRecord> next = List.of(records.row(1, "b"), records.row(2, "bad"));

        assertThatThrownBy(() -> sink.begin(next)).isInstanceOf(RetriableException.class);
        sink.begin(next);

        assertThat(sink.errors()).hasSize(1);
        assertThat(table()).containsExactly("1|b");
    }

    private void terminateBackends(String condition) {
        Awaitility.await()
                .until(() -> !database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + condition
                                + " AND datname = current_database()")
                        .isEmpty());
    }

    @Test
    void commitsNoOffsetOfFailedRecordsAndWritesThemFirst() throws Exception {
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            sink.begin(records.row(1, "a"), records.row(2, "a"));
            terminateBackends("wait_event_type = 'Lock'");
            assertThat(sink.commits()).isFalse();
            application.rollback();
        }
        SinkRecord next = records.row(1, "b");
        assertThatThrownBy(() -> sink.begin(next)).isInstanceOf(RetriableException.class);
        assertThat(sink.commits()).isFalse();
        sink.begin(next);
        assertThat(sink.commits()).isTrue();
        assertThat(table()).containsExactly("1|b", "2|a");
    }

    @Test
    void reportsBadRecordInNextPutBeforeOffsets() {
        sink.begin(records.row(1, "a"), records.row(2, "bad"));
        assertThat(sink.commits()).isFalse();
        assertThat(sink.errors()).isEmpty();
        sink.begin();
        assertThat(sink.errors()).hasSize(1);
        assertThat(sink.commits()).isTrue();
        assertThat(table()).containsExactly("1|a");
    }

    @Test
    void reportsOneBadRecordOfLargeBatchAndWritesOthersInOrder() {
        int rows = 3_000;
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<SinkRecord> put = new ArrayList<>();
            expected.clear();
            for (int id = 0; id < rows; id++) {
                boolean bad = id == 0 || id == 1_600 || id == rows - 1;
                put.add(records.row(id, bad ? "bad" : "v" + round));
                if (!bad) {
                    expected.add(id + "|v" + round);
                }
            }
            sink.begin(put);
        }
        assertThat(sink.commits()).isFalse();
        sink.begin();
        assertThat(sink.commits()).isTrue();
        assertThat(sink.errors()).hasSize(9);
        assertThat(table()).isEqualTo(expected);
    }

    @Test
    void returnsFromPutOnceLargeBatchIsEncoded() throws Exception {
        sink.begin(records.row(-1, "first"));
        assertThat(sink.commits()).isTrue();
        List<SinkRecord> put = new ArrayList<>();
        for (int id = 0; id < 3_000; id++) {
            put.add(records.row(id, "v"));
        }
        try (Connection application = DriverManager.getConnection(database.url())) {
            application.setAutoCommit(false);
            application.createStatement().execute("INSERT INTO things (id, v) VALUES (0, 'application')");
            sink.begin(put);
            assertThat(table()).containsExactly("-1|first");
            application.rollback();
        }
        assertThat(sink.commits()).isTrue();
        assertThat(table()).hasSize(3_001);
    }

    @Test
    void failsAtNextPutWithoutReporter() {
        sink.withoutReporter().begin(records.row(2, "bad"));
        assertThatThrownBy(() -> sink.begin())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("things");
        // The worker asks once more when it closes a failed task. The record is to be read again after a restart.
        assertThat(sink.commits()).isFalse();
    }

    @Test
    void forgetsFailedRecordsOfRevokedPartitions() throws Exception {
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            sink.begin(records.row(1, "a"));
            terminateBackends("wait_event_type = 'Lock'");
            sink.revoke(new TopicPartition("public.things", 0));
            application.rollback();
        }
        sink.begin();
        assertThat(sink.commits()).isTrue();
        assertThat(table()).isEmpty();
    }

    @Test
    void makesRunningWriteDurableBeforeItStops() {
        sink.begin(records.row(1, "a"));
        sink.close();
        assertThat(table()).containsExactly("1|a");
    }
}
