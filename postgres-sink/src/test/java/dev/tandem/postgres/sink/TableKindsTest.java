/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anything but a plain table that may have the name of a table. It works, or is rejected by name. */
@ParameterizedClass
@EnumSource(RecordKind.class)
class TableKindsTest extends SinkTest {
    private static final String BASE = "CREATE TABLE base (id int PRIMARY KEY, v text, _sync_version bigint);";

    @Parameter
    private RecordKind kind;

    private FlatRecords things() {
        return kind.of("public.things").field("v", Schema.OPTIONAL_STRING_SCHEMA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "CREATE VIEW things AS SELECT * FROM base; view",
                "CREATE VIEW things AS SELECT id FROM base; view",
                "CREATE VIEW things AS SELECT * FROM base"
                        + "| CREATE RULE r AS ON INSERT TO things DO INSTEAD INSERT INTO base VALUES (NEW.*); view",
                "CREATE VIEW things AS SELECT * FROM base| CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
                        + " INSERT INTO base VALUES (NEW.*)| RETURN NEW| END'| CREATE TRIGGER t INSTEAD OF INSERT ON things"
                        + " FOR EACH ROW EXECUTE FUNCTION f(); view",
                "CREATE MATERIALIZED VIEW things AS SELECT * FROM base; materialized view",
                "CREATE FOREIGN DATA WRAPPER w| CREATE SERVER s FOREIGN DATA WRAPPER w"
                        + "| CREATE FOREIGN TABLE things (id int, v text) SERVER s; foreign table",
                "CREATE SEQUENCE things; sequence",
                "CREATE INDEX things ON base (v); index",
                "CREATE TYPE things AS (id int); composite type"
            })
    void rejectsRelationsThatTakeNoUpserts(String sql, String words) {
        database.execute(BASE + sql.replace('|', ';'));
        FlatRecords others = kind.of("public.others").field("v", Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(things().row(1, "x"), others.row(1, "x"));
        assertThat(sink.errors()).singleElement().asString().contains("public.things is a " + words + ", which");
        assertThat(database.rows("SELECT id FROM base")).isEmpty();
        assertThat(database.rows("SELECT id FROM others")).containsExactly("1");
    }

    @Test
    void writesPartitionedTableWhoseRowsMove() {
        database.execute(
                "CREATE TABLE things (id int, v text, _sync_version bigint, PRIMARY KEY (id, v))"
                        + " PARTITION BY LIST (v);"
                        + " CREATE TABLE a PARTITION OF things FOR VALUES IN ('a'); CREATE TABLE b PARTITION OF things DEFAULT");
        sink.with("pk.mode", "record_value").with("pk.fields", "id,v").with("delete.enabled", "false");
        FlatRecords records = things();
        sink.put(records.row(1, "a"), records.row(2, "b")).put(records.row(2, "b"), records.row(1, "c"));
        assertThat(database.rows("SELECT tableoid::regclass, id, v FROM things ORDER BY 2, 3"))
                .containsExactly("a|1|a", "b|1|c", "b|2|b");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void movesRowToAnotherPartition() {
        database.execute("CREATE TABLE things (id int, v text, _sync_version bigint) PARTITION BY HASH (id);"
                + " CREATE TABLE h PARTITION OF things FOR VALUES WITH (MODULUS 1, REMAINDER 0) PARTITION BY LIST (v);"
                + " CREATE TABLE ha PARTITION OF h FOR VALUES IN ('a'); CREATE TABLE hb PARTITION OF h DEFAULT");
        sink.put(things().row(1, "a"));
        assertThat(sink.errors())
                .as("a key without the partition key cannot be unique")
                .singleElement()
                .asString()
                .contains("public.things has no primary key or unique index over exactly [id]", "partition key");
    }

    @Test
    void addsColumnsToPartitionedTableAndWritesToPartition() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v varchar(2)) PARTITION BY RANGE (id);"
                + " CREATE TABLE low PARTITION OF things FOR VALUES FROM (0) TO (10)");
        FlatRecords wider = things().field("w", Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(wider.row(1, "longer", "w"));
        FlatRecords low = kind.of("public.low").field("v", Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(low.row(2, "x"), low.row(50, "outside"));
        assertThat(database.rows("SELECT id, v, w FROM things ORDER BY 1")).containsExactly("1|longer|w", "2|x|null");
        assertThat(sink.errors()).singleElement().asString().contains("public.low", "lack of a partition");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE all_things (id int PRIMARY KEY, v text, _sync_version bigint) PARTITION BY RANGE (id);"
                        + " CREATE TABLE things PARTITION OF all_things FOR VALUES FROM (0) TO (10)",
                "CREATE TYPE thing AS (id int, v text, _sync_version bigint); CREATE TABLE things OF thing (PRIMARY KEY (id))"
            })
    void rejectsOnlyRecordsWhoseFieldTableCannotGet(String sql) {
        database.execute(sql);
        FlatRecords wider = things().field("w", Schema.OPTIONAL_STRING_SCHEMA);

        sink.put(things().row(1, "a"), wider.row(2, "b", "w"));

        assertThat(database.rows("SELECT id, v FROM things")).containsExactly("1|a");
        assertThat(sink.errors()).singleElement().asString().contains("public.things", "w", "partition or typed table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE UNIQUE INDEX u ON things (id) WHERE id > 0",
                "CREATE UNIQUE INDEX u ON things ((id + 0))",
                "CREATE UNIQUE INDEX u ON things (id, v)",
                "CREATE INDEX u ON things (id)",
                "ALTER TABLE things ADD UNIQUE (id) DEFERRABLE INITIALLY IMMEDIATE",
                "ALTER TABLE things ADD PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED",
                "CREATE UNIQUE INDEX u ON things (id); UPDATE pg_index SET indisvalid = false"
                        + " WHERE indexrelid = 'u'::regclass",
                // As the key of a table WITHOUT OVERLAPS is since PostgreSQL 18.
                "CREATE UNIQUE INDEX u ON things (id); UPDATE pg_index SET indisexclusion = true"
                        + " WHERE indexrelid = 'u'::regclass"
            })
    void rejectsTableWhoseKeyIsNotUnique(String index) {
        database.execute("CREATE TABLE things (id int NOT NULL, v text, _sync_version bigint); " + index);

        sink.put(things().row(1, "x"));

        assertThat(database.rows("SELECT * FROM things")).isEmpty();
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("public.things has no primary key or unique index over exactly [id]", "Create one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE UNIQUE INDEX u ON things (id) INCLUDE (v)",
                "ALTER TABLE things ADD CONSTRAINT u UNIQUE (id)",
                "CREATE UNIQUE INDEX u ON things (id DESC NULLS LAST)",
                "CREATE UNIQUE INDEX u ON things (id) WHERE id > 0; CREATE UNIQUE INDEX w ON things (id)"
            })
    void findsRowsByAnyUniqueIndexOverTheKey(String index) {
        database.execute("CREATE TABLE things (id int NOT NULL, v text, _sync_version bigint); " + index);
        FlatRecords records = things();

        sink.put(records.row(1, "x"), records.row(2, "x")).put(records.row(1, "y"), records.tombstone(2));

        assertThat(database.rows("SELECT id, v FROM things")).containsExactly("1|y");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void treatsInheritedTablesAsTheirOwn() {
        database.execute(BASE + "CREATE TABLE things (PRIMARY KEY (id)) INHERITS (base)");
        FlatRecords records = things();
        sink.put(records.row(1, "a"), records.row(2, "b")).put(records.tombstone(2), records.row(1, "c"));
        assertThat(database.rows("SELECT tableoid::regclass, id, v FROM base")).containsExactly("things|1|c");
    }

    @Test
    void leavesRowsOfTablesThatInheritAlone() {
        database.execute(BASE + "CREATE TABLE things (PRIMARY KEY (id)) INHERITS (base);"
                + " INSERT INTO things VALUES (1, 'theirs'), (2, 'theirs'), (3, 'theirs')");
        FlatRecords records = new FlatRecords("public.base").field("v", Schema.OPTIONAL_STRING_SCHEMA);

        sink.with("truncate.enabled", "true").put(records.row(1, "a"), records.row(2, "b"));
        sink.put(records.row(1, "c"), records.tombstone(2), records.tombstone(3));

        assertThat(database.rows("SELECT id, v FROM ONLY base")).containsExactly("1|c");
        assertThat(database.rows("SELECT id, v FROM things ORDER BY id"))
                .containsExactly("1|theirs", "2|theirs", "3|theirs");
    }
}
