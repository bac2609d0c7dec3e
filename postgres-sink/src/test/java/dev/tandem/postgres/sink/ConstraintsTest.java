/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Records against the columns and constraints of a user's own table; only the record that breaks one is rejected. */
@ParameterizedClass
@EnumSource(RecordKind.class)
class ConstraintsTest extends SinkTest {
    @Parameter
    private RecordKind kind;

    private final Warnings warnings = new Warnings();

    /** The texts of warnings that the sink logs. */
    private static final class Warnings extends Handler {
        private final List<String> texts = new ArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().equals(Level.WARNING)) {
                texts.add(new SimpleFormatter().formatMessage(entry));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        Logger.getLogger("dev.tandem").addHandler(warnings);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("dev.tandem").removeHandler(warnings);
    }

    private FlatRecords things() {
        return kind.of("public.things").field("v", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v int UNIQUE; things_v_key; 23505",
                "v int, UNIQUE (v) DEFERRABLE INITIALLY DEFERRED; things_v_key; 23505",
                "v int CHECK (v <> 7); things_v_check; 23514",
                "v int REFERENCES parents; things_v_fkey; 23503",
                "v int REFERENCES parents DEFERRABLE INITIALLY DEFERRED; things_v_fkey; 23503",
                "v int, EXCLUDE USING btree (v WITH =); things_v_excl; 23P01",
                "v seven; seven_check; 23514"
            })
    void rejectsOneRecordAndNamesConstraint(String column, String constraint, String state) {
        database.execute(
                "CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents SELECT generate_series(10, 30);"
                        + " CREATE DOMAIN seven AS int CHECK (VALUE <> 7);"
                        + " CREATE TABLE things (id int PRIMARY KEY, " + column + ", _sync_version bigint);"
                        + (column.contains("UNIQUE") || column.contains("EXCLUDE")
                                ? "INSERT INTO things VALUES (99, 7, 0)"
                                : ""));
        FlatRecords records = things();
        sink.put(records.row(1, 11), records.row(2, 12), records.row(3, 7), records.row(4, 14), records.row(5, 15));
        assertThat(database.rows("SELECT id, v FROM things WHERE id < 99 ORDER BY 1"))
                .containsExactly("1|11", "2|12", "4|14", "5|15");
        sink.put(records.row(1, 21), records.row(2, 7), records.row(4, 24));
        assertThat(database.rows("SELECT id, v FROM things WHERE id < 99 ORDER BY 1"))
                .containsExactly("1|21", "2|12", "4|24", "5|15");
        assertThat(sink.errors())
                .hasSize(2)
                .allSatisfy(error -> assertThat(error)
                        .contains("table public.things", constraint, state)
                        .doesNotContain("(7)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v int UNIQUE",
                "v int, EXCLUDE USING btree (v WITH =)",
                "v int, UNIQUE (v) DEFERRABLE INITIALLY DEFERRED"
            })
    void writesValueOnceAnotherRowIsRidOfIt(String column) {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, " + column + ", _sync_version bigint)");
        FlatRecords records = things();
        sink.with("batch.size", "1").put(records.row(1, 11), records.row(2, 12), records.row(3, 13));

        sink.put(
                records.row(4, 11),
                records.row(4, 12),
                records.row(5, 13),
                records.row(6, 11),
                records.row(1, 21),
                records.tombstone(2),
                records.row(3, 23));

        assertThat(database.rows("SELECT id, v FROM things ORDER BY 1"))
                .containsExactly("1|21", "3|23", "4|12", "5|13", "6|11");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void writesRowsThatReferEachOther() {
        database.execute("CREATE TABLE mothers (id int PRIMARY KEY); CREATE TABLE fathers (id int PRIMARY KEY);"
                + " CREATE TABLE things (id int PRIMARY KEY, v int REFERENCES things, m int REFERENCES mothers,"
                + " f int REFERENCES fathers, _sync_version bigint)");
        FlatRecords children =
                things().field("m", Schema.OPTIONAL_INT32_SCHEMA).field("f", Schema.OPTIONAL_INT32_SCHEMA);
        FlatRecords mothers = kind.of("public.mothers");
        FlatRecords fathers = kind.of("public.fathers");

        sink.with("batch.size", "2")
                .put(
                        children.row(1, 2, 7, 8),
                        children.row(2, 3, 7, 9),
                        mothers.row(7),
                        children.row(3, 3, null, 8),
                        children.row(4, 1, 99, 8),
                        fathers.row(8),
                        fathers.row(9));

        assertThat(database.rows("SELECT id, v, m, f FROM things ORDER BY 1"))
                .containsExactly("1|2|7|8", "2|3|7|9", "3|3|null|8");
        assertThat(sink.errors()).singleElement().asString().contains("things_m_fkey");
    }

    @Test
    void rejectsNullThatDomainForbids() {
        database.execute("CREATE DOMAIN must AS int NOT NULL;"
                + " CREATE TABLE things (id int PRIMARY KEY, v must, _sync_version bigint)");
        FlatRecords records = things();

        sink.put(records.row(1, 1), records.row(2, (Object) null), records.row(3, 3));
        sink.put(records.row(1, (Object) null), records.row(3, 4));

        assertThat(database.rows("SELECT id, v FROM things ORDER BY 1")).containsExactly("1|1", "3|4");
        assertThat(sink.errors()).hasSize(2).allMatch(error -> error.contains("public.things"));
    }

    @Test
    void writesLabelThatIsAddedToEnumWhileRecordsFlow() {
        database.execute("CREATE TYPE mood AS ENUM ('sad');"
                + " CREATE TABLE things (id int PRIMARY KEY, v mood, _sync_version bigint)");
        FlatRecords records = kind.of("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);

        sink.put(records.row(1, "sad"), records.row(2, "ok"), records.row(3, "sad"));
        database.execute("ALTER TYPE mood ADD VALUE 'ok'");
        sink.put(records.row(2, "ok"), records.row(1, "ok"));

        assertThat(database.rows("SELECT id, v FROM things ORDER BY 1")).containsExactly("1|ok", "2|ok", "3|sad");
        assertThat(sink.errors()).singleElement().asString().contains("column v");
    }

    @Test
    void keepsReferencedRowAndWritesTheRest() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v int, _sync_version bigint);"
                + " CREATE TABLE children (thing int REFERENCES things)");
        FlatRecords records = things();
        sink.put(records.row(1, 1), records.row(2, 2));
        database.execute("INSERT INTO children VALUES (1)");
        sink.put(records.tombstone(1), records.tombstone(2));
        assertThat(database.rows("SELECT id FROM things")).containsExactly("1");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("children_thing_fkey", "a foreign key does not allow it");
    }

    @Test
    void namesNotNullColumnThatRecordDoesNotCarry() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v int, tenant text NOT NULL, _sync_version bigint)");
        sink.put(things().row(1, 1));
        assertThat(database.rows("SELECT * FROM things")).isEmpty();
        assertThat(database.rows("SELECT is_nullable FROM information_schema.columns WHERE column_name = 'tenant'"))
                .containsExactly("NO");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains(
                        "table public.things, column tenant: the column is NOT NULL and the record has no value for it");
        database.execute("ALTER TABLE things ALTER COLUMN tenant SET DEFAULT 'acme'");
        FlatRecords later = things();
        sink.put(later.row(1, 1), later.row(2, 2));
        assertThat(database.rows("SELECT id, tenant FROM things ORDER BY 1")).containsExactly("1|acme", "2|acme");
    }

    @Test
    void warnsOnceOfColumnThatPostgresFills() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v int GENERATED ALWAYS AS (id * 2) STORED,"
                + " n int GENERATED ALWAYS AS IDENTITY, _sync_version bigint)");
        FlatRecords records = things();
        sink.put(records.row(1, 50), records.row(2, 50)).put(records.row(1, 51));
        records.field("n", Schema.OPTIONAL_INT32_SCHEMA).field("more", Schema.OPTIONAL_INT32_SCHEMA);
        sink.put(records.row(3, 50, 70, 4)).put(records.row(3, 51, 71, 5));
        assertThat(database.rows("SELECT id, v, n, more FROM things ORDER BY 1"))
                .containsExactly("1|2|1|null", "2|4|2|null", "3|6|3|5");
        assertThat(sink.errors()).isEmpty();
        assertThat(warnings.texts)
                .filteredOn(text -> text.contains("filled by Postgres"))
                .satisfiesExactly(
                        one -> assertThat(one).contains("column v of public.things"),
                        two -> assertThat(two).contains("column n of public.things"));
    }

    @Test
    void writesValueToIdentityColumnByDefault() {
        database.execute(
                "CREATE TABLE things (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
                        + " v int GENERATED BY DEFAULT AS IDENTITY, n int GENERATED BY DEFAULT AS IDENTITY, _sync_version bigint)");
        sink.put(things().row(70, 50));
        assertThat(database.rows("SELECT id, v, n FROM things")).containsExactly("70|50|1");
        assertThat(warnings.texts).noneMatch(text -> text.contains("filled by Postgres"));
    }

    @Test
    void rejectsNullForIdentityColumnByName() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v int GENERATED BY DEFAULT AS IDENTITY,"
                + " _sync_version bigint)");
        FlatRecords records = things();
        sink.put(records.row(1, (Object) null), records.row(2, 7));
        assertThat(database.rows("SELECT id, v FROM things")).containsExactly("2|7");
        assertThat(sink.errors()).singleElement().asString().contains("table public.things, column v");
    }

    @Test
    void leavesColumnThatViewNeedsAndWarns() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v varchar(3), _sync_version bigint);"
                + " CREATE VIEW seen AS SELECT v FROM things");
        FlatRecords records = kind.of("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(records.row(1, "abc"), records.row(2, "too long"), records.row(3, "x"));
        assertThat(database.rows("SELECT id FROM things ORDER BY 1")).containsExactly("1", "3");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("column v: the text is too long", "the column is character varying(3)", "field text");
        assertThat(warnings.texts).anyMatch(text -> text.contains("column v of public.things is character varying(3)"));
    }
}
