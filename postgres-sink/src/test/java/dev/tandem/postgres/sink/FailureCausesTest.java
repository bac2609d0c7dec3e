/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Only a failure that a record causes rejects it. Any other stops the task and says what happened. */
class FailureCausesTest extends SinkTest {
    private static final Schema TAGS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();

    @Test
    void stopsOnErrorOfWorker() {
        sink.put(taggedRow(1, () -> "a"));

        assertThatThrownBy(() -> sink.put(taggedRow(2, () -> "b"), taggedRow(3, () -> {
                    throw new OutOfMemoryError("Java heap space");
                })))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(sink.errant()).isEmpty();
        // Postgres may notice only after the failure that the connection was closed.
        await().untilAsserted(() -> assertThat(
                        database.rows("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                                + " AND datname = current_database()"))
                .containsExactly("0"));
    }

    @Test
    void rejectsRecordWhoseValueCannotBeConverted() {
        SinkRecord broken = taggedRow(2, () -> {
            throw new IllegalStateException("secret");
        });

        sink.put(taggedRow(1, () -> "a"), broken, taggedRow(3, () -> "c"));

        assertThat(database.rows("SELECT id FROM public.e ORDER BY 1")).containsExactly("1", "3");
        assertThat(sink.errant()).containsExactly(broken);
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("tags", "IllegalStateException")
                .doesNotContain("secret");
    }

    @Test
    void stopsOnTwoWayTableWithSeveralKeyColumns() {
        sink.with("access", "read_write");
        SinkRecord read = Contacts.read("003A0000001aaaaAAA", 10, Instant.EPOCH, Map.of("Name", "Acme"));
        Schema two = SchemaBuilder.struct()
                .field("Id", Schema.STRING_SCHEMA)
                .field("Name", Schema.STRING_SCHEMA)
                .build();
        Struct key = new Struct(two).put("Id", "003A0000001aaaaAAA").put("Name", "Acme");

        assertThatThrownBy(() -> sink.put(read.newRecord(
                        read.topic(), 0, two, key, read.valueSchema(), read.value(), null, read.headers())))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("cannot be two-way: its key has several columns");

        assertThat(sink.errant()).isEmpty();
    }

    @Test
    void namesOwnTablesWhenPurgeFails() {
        database.execute("CREATE SCHEMA tandem; CREATE VIEW tandem.tombstones AS SELECT 1 AS x");

        assertThatThrownBy(() -> sink.put(taggedRow(1, () -> "a")))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Failed to create or purge the tables of schema tandem: ");
    }

    @Test
    void rejectsRecordOfRowWithUnreadableStamps() {
        sink.with("conflict.log", "on").put(Changes.read("1", 10, Map.of("Name", "a")));
        database.execute("UPDATE salesforce.\"Account\" SET _sync_fields = '{\"base\": [\"x\", \"y\"]}'");
        SinkRecord update = Changes.update("1", 20, Map.of("Name", "b"));

        sink.put(update, Changes.read("2", 30, Map.of("Name", "c")));

        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("a", "c");
        assertThat(sink.errant()).containsExactly(update);
        assertThat(sink.errors()).singleElement().asString().contains("_sync_fields", "Set it to NULL in this row");
    }

    /** @param tag the one tag, asked for when the row is converted */
    private static SinkRecord taggedRow(int id, Supplier<String> tag) {
        FlatRecords records = new FlatRecords("public.e").field("tags", TAGS);
        Lazy tags = new Lazy(tag);
        SinkRecord record = records.row(id, tags);
        tags.isRead = true;
        return new SinkRecord(
                "public.e", 0, record.keySchema(), record.key(), record.valueSchema(), (Struct) record.value(), id);
    }

    /** A list of one element, which is known only once the record is made. */
    private static final class Lazy extends AbstractList<String> {
        private final Supplier<String> element;
        private boolean isRead;

        private Lazy(Supplier<String> element) {
            this.element = element;
        }

        @Override
        public String get(int index) {
            return isRead ? element.get() : "";
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
