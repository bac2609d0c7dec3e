/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With {@code write.behind}, put returns before its records are durable; offsets wait for them. */
class WriteBehindTest extends SinkTest {
    private final FlatRecords records = new FlatRecords("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);

    @BeforeEach
    void open() {
        sink.with("write.behind", "true");
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'), _sync_version bigint)");
    }

    private List<String> table() {
        return database.rows("SELECT id, v FROM things ORDER BY 1");
    }

    private void lockThings(Connection application) throws Exception {
        application.setAutoCommit(false);
        application.createStatement().execute("LOCK TABLE things IN EXCLUSIVE MODE");
    }

    @Test
    void returnsFromPutWhileWritingAndHoldsOffsetsBack() throws Exception {
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            sink.put(records.row(1, "a"));
            assertThat(table()).isEmpty();
            application.rollback();
        }
        assertThat(sink.commits()).isTrue();
        assertThat(table()).containsExactly("1|a");
    }

    @Test
    void commitsNoOffsetOfFailedRecordsAndWritesThemFirst() throws Exception {
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            sink.put(records.row(1, "a"), records.row(2, "a"));
            org.awaitility.Awaitility.await()
                    .until(() -> !database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                    + " wait_event_type = 'Lock' AND datname = current_database()")
                            .isEmpty());
            assertThat(sink.commits()).isFalse();
            application.rollback();
        }
        SinkRecord next = records.row(1, "b");
        assertThatThrownBy(() -> sink.put(next)).isInstanceOf(RetriableException.class);
        assertThat(sink.commits()).isFalse();
        sink.put(next);
        assertThat(sink.commits()).isTrue();
        assertThat(table()).containsExactly("1|b", "2|a");
    }

    @Test
    void reportsBadRecordInNextPutBeforeOffsets() {
        sink.put(records.row(1, "a"), records.row(2, "bad"));
        assertThat(sink.commits()).isFalse();
        assertThat(sink.errors()).isEmpty();
        sink.put();
        assertThat(sink.errors()).hasSize(1);
        assertThat(sink.commits()).isTrue();
        assertThat(table()).containsExactly("1|a");
    }

    @Test
    void reportsOneBadRecordOfLargeBatchAndWritesOthersInOrder() {
        int rows = 3_000;
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<SinkRecord> batch = new ArrayList<>();
            expected.clear();
            for (int id = 0; id < rows; id++) {
                boolean bad = id == 0 || id == 1_600 || id == rows - 1;
                batch.add(records.row(id, bad ? "bad" : "v" + round));
                if (!bad) {
                    expected.add(id + "|v" + round);
                }
            }
            sink.put(batch);
        }
        assertThat(sink.commits()).isFalse();
        sink.put();
        assertThat(sink.commits()).isTrue();
        assertThat(sink.errors()).hasSize(9);
        assertThat(table()).isEqualTo(expected);
    }

    @Test
    void returnsFromPutOnceLargeBatchIsEncoded() throws Exception {
        sink.put(records.row(-1, "first"));
        assertThat(sink.commits()).isTrue();
        List<SinkRecord> batch = new ArrayList<>();
        for (int id = 0; id < 3_000; id++) {
            batch.add(records.row(id, "v"));
        }
        try (Connection application = DriverManager.getConnection(database.url())) {
            application.setAutoCommit(false);
            application.createStatement().execute("INSERT INTO things (id, v) VALUES (0, 'application')");
            sink.put(batch);
            assertThat(table()).containsExactly("-1|first");
            application.rollback();
        }
        assertThat(sink.commits()).isTrue();
        assertThat(table()).hasSize(3_001);
    }

    @Test
    void failsAtNextPutWithoutReporter() {
        sink.withoutReporter().put(records.row(2, "bad"));
        assertThatThrownBy(() -> sink.put())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("things");
        // The worker asks once more when it closes a failed task. The record is to be read again after a restart.
        assertThat(sink.commits()).isFalse();
    }

    @Test
    void forgetsFailedRecordsOfRevokedPartitions() throws Exception {
        try (Connection application = DriverManager.getConnection(database.url())) {
            lockThings(application);
            sink.put(records.row(1, "a"));
            org.awaitility.Awaitility.await()
                    .until(() -> !database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                    + " wait_event_type = 'Lock' AND datname = current_database()")
                            .isEmpty());
            sink.revoke(new TopicPartition("public.things", 0));
            application.rollback();
        }
        sink.put();
        assertThat(sink.commits()).isTrue();
        assertThat(table()).isEmpty();
    }

    @Test
    void makesRunningWriteDurableBeforeItStops() {
        sink.put(records.row(1, "a"));
        sink.close();
        assertThat(table()).containsExactly("1|a");
    }
}
