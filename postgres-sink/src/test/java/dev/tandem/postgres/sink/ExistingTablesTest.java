/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that the sink has not created. */
@ParameterizedClass
@EnumSource(RecordKind.class)
class ExistingTablesTest extends SinkTest {
    @Parameter
    private RecordKind kind;

    private FlatRecords things() {
        return kind.of("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);
    }

    @Test
    void keepsDefaultsAndValuesOfColumnsThatRecordLacks() {
        database.execute(
                "CREATE TABLE things (id int PRIMARY KEY, v text, n int DEFAULT 5, at timestamptz NOT NULL DEFAULT now(),"
                        + " serial bigint GENERATED ALWAYS AS IDENTITY, twice text GENERATED ALWAYS AS (v || v) STORED)");
        FlatRecords records = things();
        sink.put(records.row(1, "a"));
        database.execute("UPDATE things SET n = 6");
        sink.put(records.row(1, "b"), records.row(2, "c"));
        assertThat(database.rows("SELECT id, v, n, serial, twice FROM things ORDER BY 1"))
                .containsExactly("1|b|6|1|bb", "2|c|5|2|cc");
    }

    @Test
    void keepsDefaultsOfFieldsThatPartialInsertDoesNotCarry() {
        database.execute(
                "CREATE SCHEMA salesforce; CREATE TABLE salesforce.\"Account\" (\"Id\" text PRIMARY KEY, \"Name\" text NOT NULL"
                        + " DEFAULT 'unnamed', \"City\" text, \"Employees\" int DEFAULT 1)");
        sink.put(Changes.create("1", 10, Map.of("City", "Rome")), Changes.create("2", 11, Map.of("Name", "Acme")));
        assertThat(database.rows(
                        "SELECT \"Id\", \"Name\", \"City\", \"Employees\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("1|unnamed|Rome|1", "2|Acme|null|1");
    }

    @Test
    void keepsDefaultsOfDomainsAndThoseThatAreNew() {
        database.execute("CREATE DOMAIN staff AS int DEFAULT 9; CREATE SCHEMA salesforce;"
                + " CREATE TABLE salesforce.\"Account\" (\"Id\" text PRIMARY KEY, \"Name\" text, \"City\" text DEFAULT 'Rome',"
                + " \"Employees\" staff)");
        sink.put(Changes.create("1", 1, Map.of("Name", "A")), Changes.create("2", 2, Map.of("City", "Bari")));

        database.execute("ALTER TABLE salesforce.\"Account\" ALTER \"City\" SET DEFAULT 'Oslo'");
        sink.put(Changes.create("3", 3, Map.of("Employees", 1)), Changes.create("4", 4, Map.of("City", "Bari")));

        assertThat(database.rows("SELECT \"Id\", \"City\", \"Employees\" FROM salesforce.\"Account\" ORDER BY 1"))
                .containsExactly("1|Rome|9", "2|Bari|9", "3|Oslo|1", "4|Bari|9");
    }

    @Test
    void leavesColumnThatPostgresFills() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text GENERATED ALWAYS AS ('computed') STORED)");
        sink.put(things().row(1, "ignored"));
        assertThat(database.rows("SELECT id, v FROM things")).containsExactly("1|computed");
    }

    @Test
    void writesRecordKeyToIdentityColumn() {
        database.execute("CREATE TABLE things (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)");
        sink.put(things().row(70, "x"));
        assertThat(database.rows("SELECT id FROM things")).containsExactly("70");
    }

    @Test
    void writesToPartitionedTable() {
        database.execute(
                "CREATE TABLE things (id int PRIMARY KEY, v text, _sync_version bigint) PARTITION BY RANGE (id);"
                        + " CREATE TABLE low PARTITION OF things FOR VALUES FROM (0) TO (10);"
                        + " CREATE TABLE high PARTITION OF things FOR VALUES FROM (10) TO (20)");
        sink.put(things().row(1, "a"), things().row(11, "b"), things().row(99, "nowhere"));
        FlatRecords later = things();
        later.row(0, "skip");
        later.row(0, "skip");
        sink.put(later.row(11, "c"), later.tombstone(1));
        assertThat(database.rows("SELECT tableoid::regclass, id, v FROM things"))
                .containsExactly("high|11|c");
        assertThat(sink.errors()).singleElement().asString().contains("lack of a partition");
    }

    @Test
    void rejectsViewByName() {
        database.execute(
                "CREATE TABLE base (id int PRIMARY KEY, v text, _sync_version bigint); CREATE VIEW things AS SELECT * FROM base");
        sink.put(things().row(1, "x"));
        assertThat(sink.errors()).singleElement().asString().contains("public.things is a view");
    }

    @Test
    void rejectsTableWithoutUniqueKeyByName() {
        database.execute("CREATE TABLE things (id int, v text)");
        sink.put(things().row(1, "x"));
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("public.things has no primary key or unique index over exactly [id]");
    }

    @Test
    void rejectsOnlyRecordThatViolatesSecondUniqueConstraint() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text UNIQUE, _sync_version bigint)");
        sink.put(things().row(1, "a"), things().row(2, "secret-value"));
        FlatRecords more = things();
        sink.put(List.of(more.row(3, "c"), more.row(4, "secret-value"), more.row(5, "e"), more.row(6, "f")));
        assertThat(database.rows("SELECT id FROM things ORDER BY 1")).containsExactly("1", "2", "3", "5", "6");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("public.things-0@1", "constraint things_v_key", "23505")
                .doesNotContain("secret-value");
    }

    @Test
    void findsColumnOfValueThatDoesNotFit() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v varchar(3), n int, u uuid, _sync_version bigint)");
        sink.with("schema.evolution", "add");
        FlatRecords records =
                things().field("n", Schema.OPTIONAL_INT64_SCHEMA).field("u", Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(
                records.row(1, "long", 1L, null),
                records.row(2, "x", 1L << 40, null),
                records.row(3, "x", 1L, "no-uuid"),
                records.row(4, "ok", 1L, null));
        assertThat(database.rows("SELECT id FROM things")).containsExactly("4");
        assertThat(sink.errors())
                .satisfiesExactly(
                        one -> assertThat(one).contains("column v: the text is too long"),
                        two -> assertThat(two).contains("column n: the number is out of the column's range"),
                        three -> assertThat(three)
                                .contains("column u: the value cannot be read as the column's type")
                                .doesNotContain("no-uuid"));
    }

    @Test
    void rejectsOnlyRecordThatTriggerObjectsTo() {
        database.execute(
                "CREATE TABLE things (id int PRIMARY KEY, v text, _sync_version bigint);"
                        + " CREATE FUNCTION object() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.v = 'bad' THEN RAISE EXCEPTION 'no'; END IF;"
                        + " RETURN NEW; END $$; CREATE TRIGGER t BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION object()");
        sink.put(things().row(1, "bad"), things().row(2, "good"));
        assertThat(database.rows("SELECT id FROM things")).containsExactly("2");
        assertThat(sink.errors()).singleElement().asString().contains("a trigger raised an exception");
    }

    @Test
    void writesUnguardedWhereVersionColumnMayNotBeAdded() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v text)");
        sink.with("schema.evolution", "none");
        FlatRecords records = things();
        sink.put(records.row(1, "a"), records.row(2, "b")).put(records.tombstone(2), records.row(1, "c"));
        assertThat(database.rows("SELECT id, v FROM things")).containsExactly("1|c");
    }
}
