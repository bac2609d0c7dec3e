/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Batches so large that a part of them is encoded while Postgres works on another. */
class LargeBatchesTest extends SinkTest {
    private static final int ROWS = 3_000;
    private static final String WAITING =
            " FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";

    private final FlatRecords records = new FlatRecords("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);

    /** Returns a value: short, none, not ASCII, or longer with each row, so that no array is as long as its beginning suggests. */
    private static String value(int id, String round) {
        return id % 7 == 0 ? null : round + " é ".repeat(id % 50 + id / 100) + id;
    }

    private List<SinkRecord> batch(String round) {
        List<SinkRecord> batch = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            batch.add(records.row(id, value(id, round)));
        }
        return batch;
    }

    private List<String> expected(String round) {
        List<String> rows = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            rows.add(id + "|" + value(id, round));
        }
        return rows;
    }

    private List<String> table() {
        return database.rows("SELECT id, v FROM things ORDER BY id");
    }

    @Test
    void writesEveryRowAndReplaysWithoutChange() {
        List<SinkRecord> inserts = batch("one");
        List<SinkRecord> updates = batch("two");
        sink.put(inserts);
        assertThat(table()).isEqualTo(expected("one"));
        sink.put(updates);
        assertThat(table()).isEqualTo(expected("two"));
        List<String> versions = database.rows("SELECT xmin FROM things ORDER BY id");
        for (int replays = 0; replays < 3; replays++) {
            sink.put(inserts);
            sink.put(updates);
        }
        assertThat(database.rows("SELECT xmin FROM things ORDER BY id")).isEqualTo(versions);
    }

    @Test
    void appliesNewChangesAfterReplays() {
        List<SinkRecord> inserts = batch("one");
        sink.put(inserts);
        sink.put(inserts);
        List<SinkRecord> mixed = new ArrayList<>(inserts.subList(0, ROWS - 2));
        mixed.add(records.row(1, "new"));
        mixed.add(records.tombstone(2));
        mixed.add(records.row(ROWS, "newest"));
        sink.put(mixed);
        assertThat(database.rows("SELECT id, v FROM things WHERE id IN (1, 2, 3000) ORDER BY 1"))
                .containsExactly("1|new", "3000|newest");
        assertThat(database.rows("SELECT count(*) FROM things")).containsExactly(String.valueOf(ROWS));
    }

    @Test
    void findsTombstoneByIndexBeforeThereAreStatistics() {
        List<SinkRecord> deletes = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            deletes.add(records.tombstone(id));
        }
        sink.put(deletes).restart();
        // What a session has counted is known when it has ended.
        await().until(() -> lookupsOfTombstones() >= ROWS);
        long before = lookupsOfTombstones();
        sink.put(batch("one")).restart();
        // One to find each, and one to forget it; a plan that reads them all for each row would count as few.
        await().until(() -> lookupsOfTombstones() - before >= 2 * ROWS);
        assertThat(database.rows("SELECT count(*) FROM tandem.tombstones")).containsExactly("0");
    }

    private long lookupsOfTombstones() {
        return Long.parseLong(
                database.rows("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'tombstones_pkey'")
                        .get(0));
    }

    @Test
    void rejectsOneBadRecordInAnyPartAndWritesTheOthers() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text CHECK (v <> 'bad'), _sync_version bigint)");
        List<SinkRecord> batch = batch("one");
        for (int id : new int[] {0, 1_600, ROWS - 1}) {
            batch.set(id, records.row(id, "bad"));
        }
        sink.put(batch);
        assertThat(sink.errant()).hasSize(3);
        assertThat(database.rows("SELECT count(*) FROM things")).containsExactly(String.valueOf(ROWS - 3));
    }

    @Test
    void updatesRowThatApplicationInsertsMeanwhile() throws Exception {
        sink.put(records.row(ROWS, "first"));
        List<SinkRecord> batch = batch("one");
        whileAnApplicationHoldsRow1700(batch, (application, put) -> {
            await().until(() -> !database.rows("SELECT 1" + WAITING).isEmpty());
            application.commit();
            put.get(30, TimeUnit.SECONDS);
        });
        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT v FROM things WHERE id = 1700")).containsExactly(value(1700, "one"));
    }

    @Test
    void losesNothingWhenConnectionBreaksBetweenParts() throws Exception {
        sink.put(records.row(ROWS, "first"));
        List<SinkRecord> batch = batch("one");
        whileAnApplicationHoldsRow1700(batch, (application, put) -> {
            await().until(() ->
                    !database.rows("SELECT pg_terminate_backend(pid)" + WAITING).isEmpty());
            assertThatThrownBy(() -> put.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(RetriableException.class);
            application.rollback();
        });
        sink.put(batch);
        assertThat(database.rows("SELECT id, v FROM things WHERE id < 3000 ORDER BY id"))
                .isEqualTo(expected("one"));
    }

    private interface Meeting {
        void happens(Connection application, Future<?> put) throws Exception;
    }

    /** Puts the batch while a transaction of an application has inserted its row 1700, and lets both meet. */
    private void whileAnApplicationHoldsRow1700(List<SinkRecord> batch, Meeting meeting) throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Connection application = DriverManager.getConnection(database.url())) {
            application.setAutoCommit(false);
            application.createStatement().execute("INSERT INTO things (id, v) VALUES (1700, 'application')");
            meeting.happens(application, pool.submit(() -> sink.put(batch)));
        } finally {
            pool.shutdownNow();
        }
    }
}
