/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The warnings from which operators learn what to do. */
class WarningsTest extends SinkTest {
    @AutoClose
    private final LoggedWarnings warnings = LoggedWarnings.open();

    @Test
    void warnsOfRejectedRecordsAtMostOncePerMinute() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text CHECK (x <> 'bad'))");
        FlatRecords things = RecordKind.FLAT.of("public.things").field("x", Schema.STRING_SCHEMA);

        sink.put(things.row(1, "bad"), things.row(2, "good"), things.row(3, "bad"));

        assertThat(warnings.texts())
                .singleElement()
                .asString()
                .contains("Table public.things", "Record public.things-0@0", "things_x_check");
        assertThat(sink.errors()).hasSize(2);
    }

    @Test
    void saysHowColumnCanTakeLargerValues() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, due date)");
        FlatRecords times = RecordKind.FLAT.of("public.things").field("due", Timestamp.SCHEMA);

        sink.put(times.row(1, new Date(1)));

        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains(
                        "Column due (date): The time of day does not fit a date.",
                        "Set schema.rewrite=allowed (with schema.evolution=evolve)",
                        "schema.rewrite=new-column",
                        "due_timestamptz",
                        "ALTER TABLE \"public\".\"things\" ALTER COLUMN \"due\" TYPE timestamp with time zone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RENAME x TO y", "DROP x"})
    void warnsThatColumnIsAddedAgain(String change) {
        FlatRecords things = RecordKind.FLAT.of("public.things").field("x", Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(things.row(1, "a"));
        database.execute("ALTER TABLE things " + change);

        sink.put(things.row(2, "b"));

        assertThat(database.rows("SELECT id, x FROM things ORDER BY id")).containsExactly("1|null", "2|b");
        assertThat(warnings.texts())
                .singleElement()
                .asString()
                .contains(
                        "Column x of table public.things was dropped or renamed, and is added again.",
                        "order a complete read at the source",
                        "field.renames");
    }

    @Test
    void warnsThatAddedColumnMayBeARenamedOne() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, y text, n int)");
        FlatRecords things = RecordKind.FLAT.of("public.things").field("x", Schema.OPTIONAL_STRING_SCHEMA);

        sink.put(things.row(1, "a"));

        assertThat(warnings.texts())
                .singleElement()
                .asString()
                .contains(
                        "Column x of table public.things is added. If it is an old one that was renamed to one of [y],");
    }

    @Test
    void doesNotWarnOfNewField() {
        FlatRecords things = RecordKind.FLAT.of("public.things").field("x", Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(things.row(1, "a"));
        database.execute("ALTER TABLE things ADD own text");

        sink.put(things.field("z", Schema.OPTIONAL_STRING_SCHEMA).row(2, "b", "c"));

        assertThat(warnings.texts()).isEmpty();
    }

    @Test
    void warnsOfUpdatesWithoutRow() {
        sink.put(
                Changes.update("001", 1, Map.of("City", "Rome")),
                Changes.update("002", 2, Map.of("City", "Turin")),
                Changes.delete("003", 3));

        assertThat(warnings.texts())
                .singleElement()
                .asString()
                .contains("Table salesforce.Account", "2 updates met no row", "Replay");
    }

    @Test
    void doesNotWarnOfUpdatesBehindTheirCreate() {
        sink.put(Changes.create("001", 1, Map.of("Name", "Acme")), Changes.update("001", 2, Map.of("City", "Rome")));
        sink.put(List.of(
                Changes.create("002", 3, Map.of("Name", "Acme")),
                Changes.update("002", 4, Map.of("City", "Rome")),
                Changes.create("003", 5, Map.of("Name", "Acme")),
                Changes.update("003", 6, Map.of("Name", "Other"))));

        assertThat(warnings.texts()).isEmpty();
    }

    @Test
    void warnsOfColumnThatOnlyRewriteWouldWiden() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, due date)");
        FlatRecords times = RecordKind.FLAT.of("public.things").field("due", Timestamp.SCHEMA);

        sink.put(times.row(1, new Date(0)), times.row(2, new Date(1)));
        sink.put(times.row(3, new Date(0)));

        assertThat(database.rows("SELECT id FROM things ORDER BY 1")).containsExactly("1", "3");
        assertThat(warnings.texts())
                .filteredOn(warning -> warning.contains("too small for"))
                .singleElement()
                .asString()
                .contains("due", "public.things", "ALTER TABLE");
    }

    @ParameterizedTest
    @CsvSource({"1700000000000000001, true", "1700000000000000000, false"})
    void warnsOnceOfVersionsWithNanoseconds(long nanos, boolean warned) {
        Schema unit =
                SchemaBuilder.int64().name("io.debezium.time.NanoTimestamp").build();
        FlatRecords records = RecordKind.FLAT.of("public.things").field("at", unit);
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x text)");
        sink.with("version.field", "at").with("schema.evolution", "subset");

        sink.put(records.row(1, nanos), records.row(2, nanos));

        assertThat(warnings.texts())
                .filteredOn(text -> text.contains("at of topic public.things"))
                .hasSize(warned ? 1 : 0);
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void logsConflictsOnceTwoTopicsLeadToOneTable() {
        KeyedRecords first = new KeyedRecords("s1.crm.shard", Schema.INT32_SCHEMA);
        KeyedRecords second = new KeyedRecords("s2.crm.shard", Schema.INT32_SCHEMA);
        sink.with("topics.regex", "s[12]\\.crm\\.shard");

        sink.put(first.upsert(1, "a"));
        boolean loggedBefore = hasConflictTable();
        sink.put(first.upsert(1, "b"), second.upsert(2, "c"));
        sink.put(List.of(second.upsert(1, "d"), second.upsert(1, "e")));

        assertThat(loggedBefore).isFalse();
        assertThat(warnings.texts())
                .anySatisfy(warning -> assertThat(warning).contains("crm.shard", "conflict.log=on"));
        assertThat(database.rows("SELECT id, _sync_origin IS NOT NULL FROM crm.shard ORDER BY id"))
                .containsExactly("1|t", "2|t");
        assertThat(database.rows("SELECT DISTINCT key FROM tandem.conflicts")).containsExactly("1");
    }

    @Test
    void keepsControlCharactersOutOfLogAndErrors() {
        FlatRecords odd = RecordKind.FLAT.of("public.things").field("a\nb\r\nFAKE ERROR", Schema.INT32_SCHEMA);
        database.execute("CREATE TABLE things (id int PRIMARY KEY)");
        sink.with("schema.evolution", "none");

        sink.put(odd.row(1, 1));

        assertThat(warnings.texts()).isNotEmpty().noneMatch(text -> text.matches("(?s).*[\\r\\n].*"));
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .doesNotContain("\n")
                .contains("\\u000a");
    }

    @Test
    void namesOptionsWhereNoOneTakesRejectedRecords() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, x int CHECK (x > 0))");
        SinkRecord bad = RecordKind.FLAT
                .of("public.things")
                .field("x", Schema.INT32_SCHEMA)
                .row(1, -1);
        sink.withoutReporter();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> sink.put(bad))
                .hasMessageContaining("errors.tolerance=all")
                .hasMessageContaining("errors.deadletterqueue.topic.name");
    }

    private boolean hasConflictTable() {
        return database.rows("SELECT to_regclass('tandem.conflicts') IS NOT NULL")
                .contains("t");
    }
}
