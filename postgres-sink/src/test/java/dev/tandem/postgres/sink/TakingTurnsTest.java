/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.postgres.testing.Database;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two tasks of which one deletes what the other is about to insert, each from partitions of its own. */
class TakingTurnsTest extends SinkTest {
    private static final String TABLE = Changes.TOPIC;

    @AutoClose
    private final Harness other = Harness.on(database);

    @AutoClose
    private final Database observer = Database.at(database.url());

    @BeforeEach
    void createTable() {
        database.execute("CREATE SCHEMA salesforce; CREATE TABLE salesforce.\"Account\" (\"Id\" text PRIMARY KEY,"
                + " \"Name\" text, _sync_version bigint);"
                + " CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END'");
        sink.with("truncate.enabled", "true");
    }

    /** Removes rows while the other task has read tombstones and rows, but has not written yet. */
    private void removeWhileOtherWrites(String statement, SinkRecord removal, SinkRecord written) throws Exception {
        database.execute("CREATE TRIGGER wait BEFORE " + statement
                + " ON salesforce.\"Account\" FOR EACH STATEMENT EXECUTE FUNCTION wait()");
        database.connection().setAutoCommit(false);
        database.execute("SELECT pg_advisory_xact_lock(7)");
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> other.put(written));
        Awaitility.await().until(() -> waiting() == 1);
        CompletableFuture<Void> removing = CompletableFuture.runAsync(() -> sink.put(removal));
        Awaitility.await().until(() -> removing.isDone() || waiting() == 2);
        release();
        writing.get(60, TimeUnit.SECONDS);
        removing.get(60, TimeUnit.SECONDS);
    }

    private int waiting() {
        return observer.rows(
                        "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()")
                .size();
    }

    private void release() throws SQLException {
        database.connection().commit();
        database.connection().setAutoCommit(true);
    }

    private static SinkRecord inPartition(SinkRecord record, int partition) {
        return record.newRecord(
                record.topic(),
                partition,
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    /** @param renamed whether a transform gives the topics of both continents one name */
    private static SinkRecord from(String continent, boolean renamed, SinkRecord record) {
        String topic = continent + "." + TABLE;
        int partition = continent.equals("eu") ? 0 : 1;
        SinkRecord original = new SinkRecord(
                topic,
                partition,
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.kafkaOffset(),
                record.timestamp(),
                record.timestampType(),
                record.headers());
        return original.newRecord(
                renamed ? TABLE : topic,
                partition,
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    @Test
    void truncatesRowThatAnotherTaskUpdates() throws Exception {
        other.put(inPartition(Changes.read("A", 4, Map.of("Name", "old")), 1));
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, "t").addLong(ChangeHeaders.VERSION, 6);

        removeWhileOtherWrites(
                "UPDATE",
                new SinkRecord(TABLE, 0, null, null, null, null, 6, null, null, headers),
                inPartition(Changes.read("A", 5, Map.of("Name", "older than the truncate")), 1));

        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\"")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "topics.regex, .*, conflict.log, off, false",
        "topics.regex, .*, insert.mode, insert, false",
        "topics, 'eu.salesforce.Account,us.salesforce.Account', conflict.log, off, true",
    })
    void deletesRowThatAnotherTopicInserts(String topics, String names, String key, String value, boolean renamed)
            throws Exception {
        sink.with(topics, names).with(key, value);
        other.with(topics, names).with(key, value);
        SinkRecord older = Changes.read("A", 5, Map.of("Name", "older than the delete"));

        removeWhileOtherWrites("INSERT", from("eu", renamed, Changes.delete("A", 10)), from("us", renamed, older));

        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\"")).isEmpty();
    }
}
