/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static dev.tandem.postgres.sink.Contacts.change;
import static dev.tandem.postgres.sink.Contacts.echo;
import static dev.tandem.postgres.sink.Contacts.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.postgres.testing.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes from Salesforce that wait for a row which the write-back is changing. */
class TwoWayRaceTest extends SinkTest {
    private static final String ID = "003A0000001aaaaAAA";
    private static final String TABLE = Contacts.TABLE;
    private static final String STATE =
            "SELECT \"Id\", \"Name\", _sync_version, _sync_state, _sync_pending -> 'Name' ->> 'base'" + " FROM "
                    + TABLE;
    private static final String APPLYING = "SELECT set_config('tandem.applying', 'on', true)";
    private static final String SET_BASED = "UPDATE%FROM (SELECT unnest%";
    private static final int TASKS = 4;
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @BeforeEach
    void createTwoWayTable() {
        sink.with("access", "read_write")
                .with("topics.to.external.id.mapping", Contacts.TOPIC + ":Key__c")
                .put(read("003A0000001zzzzAAA", 1, LONG_AGO, Map.of("Name", "Any")));
        database.execute("BEGIN; " + APPLYING + "; DELETE FROM " + TABLE + "; COMMIT");
    }

    @Test
    void keepsEditsWhenAnswerAndEventOfCreateMeet() throws SQLException {
        database.execute("INSERT INTO " + TABLE + " (_sync_key, \"Name\") VALUES (1000, 'New')");
        long request = now();
        applying("UPDATE " + TABLE + " SET _sync_state = 'sent', _sync_request = jsonb_build_object('id', " + request
                + ", 'kind', 'create', 'sent', jsonb_build_object('*', true, 'Name', 'New'), 'answered', null, 'deadline', "
                + (request + 60_000_000) + ", 'guarded', false)");
        database.execute("UPDATE " + TABLE + " SET \"Name\" = 'Newer'");

        putWhile(
                "UPDATE " + TABLE + " SET \"Id\" = '" + ID
                        + "', _sync_request = _sync_request || jsonb_build_object('answered', 1)",
                echo("c", ID, 11, request, Map.of("Name", "New", "Key__c", "1000")));

        assertThat(database.rows(STATE)).containsExactly(ID + "|Newer|11|pending|New");
    }

    @Test
    void deletesRowThatCameBackMeanwhile() throws SQLException {
        sink.put(read(ID, 10, LONG_AGO, Map.of("Name", "Acme")));
        database.execute("DELETE FROM " + TABLE);

        putWhile(
                "INSERT INTO " + TABLE + " (\"Id\", \"Name\", _sync_version) VALUES ('" + ID
                        + "', 'Acme', 10); DELETE FROM tandem.tombstones",
                change("d", ID, 11, LONG_AGO, null));

        assertThat(database.rows(STATE)).isEmpty();
        assertThat(database.rows("SELECT key, version FROM tandem.tombstones")).containsExactly(ID + "|11");
    }

    @Test
    void keepsEditThatIsCommittedWhileAnUpdateWaits() throws SQLException {
        sink.put(read(ID, 10, LONG_AGO, Map.of("Name", "Acme", "City", "Oslo")));
        sink.put(change("u", ID, 11, LONG_AGO, Map.of("City", "Bern")));

        putWhileWaiting(
                "UPDATE " + TABLE + " SET \"Name\" = 'Mine'",
                SET_BASED,
                change("u", ID, 12, LONG_AGO, Map.of("Name", "Theirs", "City", "Rome")));

        assertThat(database.rows(STATE)).containsExactly(ID + "|Mine|12|pending|Theirs");
        assertThat(database.rows("SELECT \"City\" FROM " + TABLE)).containsExactly("Rome");
        assertThat(database.rows("SELECT field, remote_value FROM tandem.conflicts"))
                .containsExactly("Name|\"Theirs\"");
    }

    @Test
    void buriesRowThatIsDeletedWhileAnUpdateWaits() throws SQLException {
        sink.put(read(ID, 10, LONG_AGO, Map.of("Name", "Acme", "City", "Oslo")));
        sink.put(change("u", ID, 11, LONG_AGO, Map.of("City", "Bern")));

        putWhileWaiting("DELETE FROM " + TABLE, SET_BASED, change("u", ID, 12, LONG_AGO, Map.of("City", "Rome")));

        assertThat(database.rows(STATE)).isEmpty();
        assertThat(database.rows("SELECT key, version FROM tandem.tombstones")).containsExactly(ID + "|12");
    }

    @Test
    void buriesRowThatIsDeletedWhileAReadWaits() throws SQLException {
        sink.put(read(ID, 10, LONG_AGO, Map.of("Name", "Acme", "City", "Oslo")));

        putWhileWaiting(
                "DELETE FROM " + TABLE, SET_BASED, read(ID, 12, LONG_AGO, Map.of("Name", "Acme", "City", "Rome")));

        assertThat(database.rows(STATE)).isEmpty();
        assertThat(database.rows("SELECT key, version FROM tandem.tombstones")).containsExactly(ID + "|12");
        assertThat(database.rows("SELECT field, remote_value FROM tandem.conflicts"))
                .containsExactly("City|\"Rome\"");
    }

    @Test
    void writesOthersWhileAnApplicationHoldsARow() throws SQLException {
        List<SinkRecord> first = new ArrayList<>();
        List<SinkRecord> second = new ArrayList<>();
        List<SinkRecord> third = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String id = String.format("003A00000001%03dAAA", i);
            first.add(read(id, 10, LONG_AGO, Map.of("Name", "Acme")));
            second.add(change("u", id, 11 + i, LONG_AGO, Map.of("Name", "Changed")));
            third.add(change("u", id, 99 + i, LONG_AGO, Map.of("City", "Rome")));
        }
        second.addAll(third);
        sink.with("batch.size", "15").restart().put(first);
        String changed = "SELECT count(*) FROM " + TABLE + " WHERE \"Name\" = 'Changed' AND \"City\" = 'Rome'";
        try (Connection application = DriverManager.getConnection(database.url())) {
            application.setAutoCommit(false);
            application
                    .createStatement()
                    .execute("SELECT FROM " + TABLE + " WHERE \"Id\" IN ('003A00000001007AAA', '003A00000001019AAA')"
                            + " FOR UPDATE");

            assertThatThrownBy(() -> sink.put(second)).isInstanceOf(RetriableException.class);

            assertThat(database.rows(changed)).containsExactly("38");
            application.rollback();
        }
        sink.putRetrying(second);
        assertThat(database.rows(changed)).containsExactly("40");
    }

    @Test
    void waitsForRowOfPlainTableWithoutFailingThePut() throws SQLException {
        FlatRecords plain = RecordKind.FLAT.of("salesforce.plain").field("x", Schema.STRING_SCHEMA);
        sink.with("topics.to.access.mapping", "salesforce.plain:read_only").restart();
        sink.put(plain.row(1, "old"), read(ID, 10, LONG_AGO, Map.of("Name", "Acme")));
        try (Connection application = DriverManager.getConnection(database.url())) {
            application.setAutoCommit(false);
            application.createStatement().execute("SELECT FROM salesforce.plain FOR UPDATE");

            CompletableFuture<Void> put = CompletableFuture.runAsync(
                    () -> sink.put(change("u", ID, 11, LONG_AGO, Map.of("Name", "Changed")), plain.row(1, "new")));
            await("the two-way table")
                    .until(() -> put.isDone() || database.rows(STATE).equals(List.of(ID + "|Changed|11|null|null")));
            application.rollback();
            put.join();
        }

        assertThat(database.rows("SELECT id, x FROM salesforce.plain")).containsExactly("1|new");
    }

    @Test
    void letsSeveralTasksMakeOneTableTwoWay() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(TASKS);
        try (Database other = Database.create()) {
            List<Future<?>> tasks = new ArrayList<>();
            CyclicBarrier start = new CyclicBarrier(TASKS);
            for (int task = 0; task < TASKS; task++) {
                int partition = task;
                tasks.add(pool.submit(() -> {
                    start.await();
                    try (Harness each = Harness.on(other).with("access", "read_write")) {
                        for (int batch = 0; batch < 20; batch++) {
                            each.put(batch(partition, batch));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> task : tasks) {
                task.get(60, TimeUnit.SECONDS);
            }
            assertThat(other.rows("SELECT count(*) FROM " + TABLE)).containsExactly(Integer.toString(TASKS * 20 * 50));
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<SinkRecord> batch(int partition, int batch) {
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String id = String.format("003A%02d%04d%05dAAA", partition, batch, i);
            SinkRecord record = read(id, 1, LONG_AGO, Map.of("Name", "Any"));
            records.add(record.newRecord(
                    record.topic(),
                    partition,
                    record.keySchema(),
                    record.key(),
                    record.valueSchema(),
                    record.value(),
                    null,
                    record.headers()));
        }
        return records;
    }

    /** Puts a record, and commits a statement of the write-back's when the sink waits for its row. */
    private void putWhile(String statement, SinkRecord record) throws SQLException {
        putWhileWaiting(APPLYING + "; " + statement, "%", record);
    }

    /**
     * Puts a record, and commits a statement when the sink waits for its row.
     *
     * @param waiting a pattern of the sink's statement that waits
     */
    private void putWhileWaiting(String statement, String waiting, SinkRecord record) throws SQLException {
        try (Connection other = DriverManager.getConnection(database.url())) {
            other.setAutoCommit(false);
            other.createStatement().execute(statement);
            CompletableFuture<Void> put = CompletableFuture.runAsync(() -> sink.putRetrying(List.of(record)));
            await("the sink to wait for the row")
                    .until(() -> !database.rows("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                    + " AND datname = current_database() AND query LIKE '" + waiting + "'")
                            .isEmpty());
            other.commit();
            put.join();
        }
    }

    private void applying(String statement) {
        database.execute("BEGIN; " + APPLYING + "; " + statement + "; COMMIT");
    }

    private long now() {
        return Long.parseLong(database.rows("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
                .get(0));
    }
}
