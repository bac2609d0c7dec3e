/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of tables and columns, of which Postgres or SQL would make something else. */
@ParameterizedClass
@EnumSource(RecordKind.class)
class NamesTest extends SinkTest {
    @Parameter
    private RecordKind kind;

    private static FlatRecords withText(FlatRecords records, String... fields) {
        for (String field : fields) {
            records.field(field, Schema.OPTIONAL_STRING_SCHEMA);
        }
        return records;
    }

    @Test
    void takesAnyNameForColumn() {
        String[] names = {
            "user",
            "order",
            "table",
            "a.b",
            "has \"quotes\"",
            "it's",
            "back\\slash",
            "two  spaces",
            "${x}",
            "?",
            ":p",
            "%s",
            "Straße",
            "\uD83D\uDE00",
            "ctid2",
            "c0",
            "k0",
            "v",
            "m0",
            "s",
            "t",
            "1st",
            "-"
        };
        FlatRecords records = withText(kind.of("public.things"), names);
        Object[] values = names;
        sink.put(records.row(1, values), records.row(2, values)).put(records.row(1, values), records.tombstone(2));
        sink.restart().put(records.row(3, values), records.row(3, values));
        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT attname FROM pg_attribute WHERE attrelid = 'things'::regclass"
                        + " AND attnum > 0 AND attname NOT IN ('id', '_sync_version') ORDER BY attnum"))
                .containsExactly(names);
        assertThat(database.rows("SELECT * FROM things ORDER BY id"))
                .containsExactly("1|" + String.join("|", names) + "|2", "3|" + String.join("|", names) + "|5");
    }

    @Test
    void keepsRowsOutOfItsOwnSchema() {
        FlatRecords records = withText(kind.of("things"), "x");
        sink.with("connection.url", database.url() + "&currentSchema=tandem,public");

        sink.put(records.row(1, "first"));
        sink.restart().put(records.row(2, "second"));

        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT id, x FROM public.things ORDER BY id")).containsExactly("1|first", "2|second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xmin", "ctid"})
    void rejectsNameThatPostgresReserves(String name) {
        sink.put(
                withText(kind.of("public.things"), name).row(1, "x"),
                withText(kind.of("public.things"), "v").row(2, "y"));
        assertThat(database.rows("SELECT id FROM things")).containsExactly("2");
        assertThat(sink.errors()).singleElement().asString().contains("column " + name, "Postgres keeps that name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ü", "\uD83D\uDE00", "한"})
    void shortensLongNamesWithoutCollision(String letter) {
        String longName = letter.repeat(70);
        FlatRecords records = withText(kind.of("things"), longName + "1", longName + "2");
        sink.with("table.name.format", longName + "." + longName + "${topic}");
        sink.put(records.row(1, "one", "two"));
        sink.restart().put(records.row(2, "eins", "zwei"));
        assertThat(sink.errors()).isEmpty();
        String table = database.rows(
                        "SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE relkind = 'r' AND nspname LIKE '" + letter + letter + "%'")
                .get(0);
        assertThat(database.rows("SELECT * FROM " + table + " ORDER BY id"))
                .containsExactly("1|one|two|0", "2|eins|zwei|1");
        assertThat(database.rows(
                        "SELECT max(octet_length(attname::text)) > 56 AND max(octet_length(attname::text)) <= 63"
                                + " FROM pg_attribute WHERE attrelid = '" + table + "'::regclass"))
                .containsExactly("t");
    }

    @Test
    void keepsNamesThatDifferOnlyByCase() {
        FlatRecords mixed = withText(kind.of("Shop.Orders"), "Name", "name", "NAME");
        FlatRecords lower = withText(kind.of("Shop.orders"), "name");
        sink.put(mixed.row(1, "a", "b", "c"), lower.row(1, "d"));
        assertThat(database.rows("SELECT \"Name\", name, \"NAME\" FROM \"Shop\".\"Orders\""))
                .containsExactly("a|b|c");
        assertThat(database.rows("SELECT name FROM \"Shop\".orders")).containsExactly("d");
    }

    @ParameterizedTest
    @CsvSource({"identifier.case, lower, id", "table.layout, heroku, sfid"})
    void rejectsFieldsWhoseNamesFoldToOne(String key, String value, String keyColumn) {
        sink.with(key, value);
        FlatRecords twice = withText(kind.of("Shop.Orders"), "Name", "name");
        FlatRecords once = withText(kind.of("Shop.Orders"), "Name");
        sink.put(twice.row(1, "a", "b"), once.row(2, "c"));
        assertThat(database.rows("SELECT " + keyColumn + ", name FROM "
                        + (key.equals("identifier.case") ? "shop" : "\"Shop\"") + ".orders"))
                .containsExactly("2|c");
        assertThat(sink.errors()).singleElement().asString().contains("Fields Name and name are both column name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\ud83d"})
    void rejectsFieldsWhoseNamesNoColumnCanHave(String name) {
        Schema keySchema =
                SchemaBuilder.struct().field(name, Schema.INT32_SCHEMA).build();
        Struct key = new Struct(keySchema).put(name, 1);
        SinkRecord odd = kind.completed(new SinkRecord("public.things", 0, keySchema, key, null, null, 7));

        sink.put(
                odd,
                withText(kind.of("public.things"), name).row(1, "x"),
                withText(kind.of("public.things"), "v").row(2, "y"));

        assertThat(database.rows("SELECT id FROM things")).containsExactly("2");
        assertThat(sink.errors()).hasSize(2).allMatch(error -> error.contains("Rename the field"));
    }

    @ParameterizedTest
    @CsvSource({
        "shop., topics.to.tables.mapping",
        "a..b, topics.to.tables.mapping",
        "pg.tandem.tombstones, reserved",
        "pg_catalog.pg_class, reserved",
        "pg_temp.things, reserved",
        "pg_mine.things, reserved",
        "x.information_schema.tables, reserved"
    })
    void rejectsTopicsThatLeadToNoTableOfUsers(String topic, String reason) {
        sink.put(
                withText(kind.of(topic), "v").row(1, "x"),
                withText(kind.of("things"), "v").row(2, "y"));

        assertThat(database.rows("SELECT id FROM things")).containsExactly("2");
        assertThat(sink.errors()).singleElement().asString().contains(topic, reason);
    }

    @Test
    void rejectsKeyFieldsThatAreOneColumnOrSinksOwn() {
        sink.with("identifier.case", "lower");
        List<SinkRecord> records = new ArrayList<>();
        for (List<String> names : List.of(List.of("ID", "id"), List.of("id", "_sync_version"))) {
            SchemaBuilder keySchema = SchemaBuilder.struct();
            names.forEach(name -> keySchema.field(name, Schema.INT32_SCHEMA));
            Struct key = new Struct(keySchema.build());
            names.forEach(name -> key.put(name, 1));
            records.add(kind.completed(new SinkRecord("public.things", 0, key.schema(), key, null, null, 7)));
        }

        sink.put(records);

        assertThat(sink.errors()).hasSize(2).allMatch(error -> error.contains("Key field"));
    }

    @ParameterizedTest
    @CsvSource({
        "eu.shop.orders, ${topic}, shop, orders",
        "orders, ${topic}, public, orders",
        "a.orders, copy_${topic}, copy_a, orders",
        "orders, x.${topic}_copy, x, orders_copy",
        "orders, \"odd\".it's ${topic}, \"odd\", it's orders",
        "a.orders, z.fixed, z, fixed"
    })
    void derivesTableFromFormat(String topic, String format, String schema, String table) {
        sink.with("table.name.format", format);
        sink.put(withText(kind.of(topic), "v").row(1, "x"));
        assertThat(
                        database.rows(
                                "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                        + " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'tandem')"))
                .containsExactly(schema + "|" + table);
    }

    @Test
    void takesTableOfTopicFromMapping() {
        sink.with("topics.to.tables.mapping", "a.b:c.d,e:Very Odd");
        SinkRecord mapped = withText(kind.of("a.b"), "v").row(1, "x");
        sink.put(
                mapped,
                withText(kind.of("e"), "v").row(1, "y"),
                withText(kind.of("f"), "v").row(1, "z"));
        assertThat(database.rows("SELECT v FROM c.d UNION ALL SELECT v FROM \"Very Odd\" UNION ALL SELECT v FROM f"))
                .containsExactly("x", "y", "z");
    }
}
