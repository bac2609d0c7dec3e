/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns that are there already, of any type, and the exact value that each has of a record's. */
class ExistingColumnsTest extends ValuesTest {
    @BeforeAll
    void makeTypes() {
        database.execute("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE EXTENSION citext; CREATE EXTENSION hstore;"
                + " CREATE EXTENSION ltree; CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE pair AS (n int, t text);"
                + Stream.of("text", "numeric", "timestamptz", "date", "bytea", "bool", "jsonb", "uuid")
                        .map(type -> "CREATE DOMAIN d_" + type + " AS " + type + ";")
                        .collect(Collectors.joining())
                + "CREATE DOMAIN d_texts AS text[]");
    }

    static Stream<Arguments> bound() {
        Schema text = Schema.OPTIONAL_STRING_SCHEMA;
        return Stream.of(
                Arguments.of(
                        "uuid", text, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                Arguments.of("jsonb", text, "{\"a\": [1,2]}", "{\"a\": [1, 2]}"),
                Arguments.of("json", text, "{\"a\":1}", "{\"a\":1}"),
                Arguments.of("mood", text, "sad", "sad"),
                Arguments.of("citext", text, "MiXed", "MiXed"),
                Arguments.of("inet", text, "10.0.0.1/8", "10.0.0.1/8"),
                Arguments.of(
                        "text[]", SchemaBuilder.array(text).optional().build(), List.of("x", "y z"), "{x,\"y z\"}"),
                Arguments.of(
                        "uuid[]",
                        SchemaBuilder.array(text).optional().build(),
                        List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                        "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"),
                Arguments.of("mood[]", SchemaBuilder.array(text).optional().build(), List.of("ok", "sad"), "{ok,sad}"),
                Arguments.of(
                        "jsonb",
                        SchemaBuilder.array(Schema.INT32_SCHEMA).optional().build(),
                        List.of(1, 2),
                        "[1, 2]"),
                Arguments.of("hstore", text, "\"a\"=>\"1\"", "\"a\"=>\"1\""),
                Arguments.of("ltree", text, "a.b.c", "a.b.c"),
                Arguments.of("positive", Schema.OPTIONAL_INT64_SCHEMA, 5L, "5"),
                Arguments.of("numeric(12,3)", Schema.OPTIONAL_FLOAT64_SCHEMA, 1.5, "1.500"),
                Arguments.of("numeric", Schema.OPTIONAL_INT64_SCHEMA, Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of("double precision", Decimal.builder(2).optional().build(), new BigDecimal("1.25"), "1.25"),
                Arguments.of("integer", Schema.OPTIONAL_INT64_SCHEMA, 7L, "7"),
                Arguments.of("smallint", text, "12", "12"),
                Arguments.of("timestamp with time zone", text, "2024-01-01T00:00:00Z", "2024-01-01 00:00:00+00"),
                Arguments.of(
                        "timestamp with time zone",
                        semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"),
                        1_000_000L,
                        "1970-01-01 00:00:01+00"),
                Arguments.of(
                        "timestamp without time zone",
                        Timestamp.builder().optional().build(),
                        new Date(1000),
                        "1970-01-01 00:00:01"),
                Arguments.of("date", Timestamp.builder().optional().build(), new Date(-86_400_000), "1969-12-31"),
                Arguments.of("text", Timestamp.builder().optional().build(), new Date(0), "1970-01-01T00:00:00Z"),
                Arguments.of("text", Schema.OPTIONAL_INT64_SCHEMA, 42L, "42"),
                Arguments.of("character(3)", text, "ab", "ab "),
                Arguments.of("money", text, "12.50", "$12.50"),
                Arguments.of("int4range", text, "[1,5)", "[1,5)"),
                Arguments.of("bit(4)", text, "0101", "0101"),
                Arguments.of("interval", text, "2 days", "2 days"));
    }

    static Stream<Arguments> boundEdges() {
        Schema text = Schema.OPTIONAL_STRING_SCHEMA;
        Schema days = SchemaBuilder.array(
                        org.apache.kafka.connect.data.Date.builder().optional().build())
                .optional()
                .build();
        Schema debeziumDate = semantic(SchemaBuilder.int32(), "io.debezium.time.Date");
        Schema microTime = semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTime");
        Schema micros = semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp");
        return Stream.of(
                Arguments.of("numeric", text, "NaN", "NaN"),
                Arguments.of("numeric", Schema.OPTIONAL_FLOAT64_SCHEMA, Double.NaN, "NaN"),
                Arguments.of("real", Schema.OPTIONAL_FLOAT64_SCHEMA, Double.NEGATIVE_INFINITY, "-Infinity"),
                Arguments.of("date", text, "infinity", "infinity"),
                Arguments.of("date", debeziumDate, Integer.MAX_VALUE, "infinity"),
                Arguments.of("date", debeziumDate, Integer.MIN_VALUE, "-infinity"),
                Arguments.of(
                        "date[]",
                        SchemaBuilder.array(debeziumDate).optional().build(),
                        List.of(Integer.MAX_VALUE),
                        "{infinity}"),
                Arguments.of("text", micros, 9223372036825200000L, "infinity"),
                Arguments.of(
                        "date[]",
                        days,
                        Arrays.asList(day(-43, 3, 15), null, day(12_000, 1, 1)),
                        "{\"0044-03-15 BC\",NULL,12000-01-01}"),
                Arguments.of(
                        "text",
                        org.apache.kafka.connect.data.Date.builder().optional().build(),
                        day(-43, 3, 15),
                        "0044-03-15 BC"),
                Arguments.of(
                        "timestamp with time zone[]",
                        SchemaBuilder.array(Timestamp.SCHEMA).optional().build(),
                        List.of(
                                new Date(day(-43, 3, 15).getTime() + 1),
                                new Date(day(12_000, 1, 1).getTime())),
                        "{\"0044-03-15 00:00:00.001+00 BC\",\"12000-01-01 00:00:00+00\"}"),
                Arguments.of("time without time zone", microTime, 86_400_000_000L, "24:00:00"),
                Arguments.of(
                        "time without time zone[]",
                        SchemaBuilder.array(microTime).optional().build(),
                        List.of(86_400_000_000L, 0L),
                        "{24:00:00,00:00:00}"),
                Arguments.of("time with time zone", text, "24:00:00+02", "24:00:00+02"));
    }

    static Stream<Arguments> boundNested() {
        Schema text = Schema.OPTIONAL_STRING_SCHEMA;
        Schema texts = SchemaBuilder.array(text).optional().build();
        Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, text).optional().build();
        return Stream.of(
                Arguments.of("interval", text, "-1 year 2 mons -3 days 04:05:06.789", "-10 mons -3 days +04:05:06.789"),
                Arguments.of("bytea", Schema.OPTIONAL_BYTES_SCHEMA, new byte[] {}, "\\x"),
                Arguments.of(
                        "bytea[]",
                        SchemaBuilder.array(Schema.OPTIONAL_BYTES_SCHEMA)
                                .optional()
                                .build(),
                        Arrays.asList(new byte[] {0, 92, 34}, null),
                        "{\"\\\\x005c22\",NULL}"),
                Arguments.of("text[]", texts, List.of(), "{}"),
                Arguments.of(
                        "text[]",
                        texts,
                        Arrays.asList(null, "NULL", "", "{}", " "),
                        "{NULL,\"NULL\",\"\",\"{}\",\" \"}"),
                Arguments.of(
                        "text[]",
                        SchemaBuilder.array(texts).optional().build(),
                        List.of(Arrays.asList("a", null), Arrays.asList(null, "b")),
                        "{{a,NULL},{NULL,b}}"),
                Arguments.of("hstore", map, Collections.singletonMap("a \"q\"", null), "\"a \\\"q\\\"\"=>NULL"),
                Arguments.of("hstore", map, Map.of("k", "v=>\\"), "\"k\"=>\"v=>\\\\\""),
                Arguments.of("pair", text, "(1,\"x y\")", "(1,\"x y\")"),
                Arguments.of("pair[]", texts, List.of("(1,x)", "(2,)"), "{\"(1,x)\",\"(2,)\"}"),
                Arguments.of("tstzrange", text, "[2024-01-01,)", "[\"2024-01-01 00:00:00+00\",)"),
                Arguments.of("int4multirange", text, "{[1,3),[5,7)}", "{[1,3),[5,7)}"));
    }

    static Stream<Arguments> boundDomains() {
        Schema text = Schema.OPTIONAL_STRING_SCHEMA;
        Schema texts = SchemaBuilder.array(text).optional().build();
        Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, text).optional().build();
        return Stream.of(
                Arguments.of("d_text", text, "x", "x"),
                Arguments.of("d_numeric", Decimal.builder(2).optional().build(), new BigDecimal("1.25"), "1.25"),
                Arguments.of(
                        "d_timestamptz",
                        Timestamp.builder().optional().build(),
                        new Date(1),
                        "1970-01-01 00:00:00.001+00"),
                Arguments.of(
                        "d_date",
                        org.apache.kafka.connect.data.Date.builder().optional().build(),
                        day(-43, 3, 15),
                        "0044-03-15 BC"),
                Arguments.of("d_bytea", Schema.OPTIONAL_BYTES_SCHEMA, new byte[] {1, -1}, "\\x01ff"),
                Arguments.of("d_bool", Schema.OPTIONAL_BOOLEAN_SCHEMA, true, "t"),
                Arguments.of("d_jsonb", map, Map.of("a", "b"), "{\"a\": \"b\"}"),
                Arguments.of(
                        "d_uuid", text, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                Arguments.of("d_texts", texts, List.of("a", "b"), "{a,b}"));
    }

    @ParameterizedTest
    @MethodSource({"bound", "boundEdges", "boundNested", "boundDomains"})
    void writesValueToExistingColumn(String columnType, Schema schema, Object value, String stored) {
        String table = newTable();
        database.execute("CREATE TABLE " + table + " (id int PRIMARY KEY, v " + columnType + ", _sync_version bigint)");
        FlatRecords records = new FlatRecords("public." + table).field("v", schema);
        try (Harness sink = Harness.on(database).with("schema.evolution", "add")) {
            sink.put(records.row(1, (Object) null), records.row(2, (Object) null));
            sink.put(records.row(1, value), records.row(3, value));
            assertThat(sink.errors()).isEmpty();
        }
        database.execute("SET timezone = 'UTC'; SET lc_monetary = 'C'");
        assertThat(database.rows("SELECT v FROM " + table + " ORDER BY id").stream()
                        .map(row -> columnType.equals("money") ? "$12.50" : row))
                .containsExactly(stored, columnType.equals("money") ? "$12.50" : "null", stored);
    }

    @Test
    void keepsToLengthOfDomain() {
        database.execute("CREATE DOMAIN short AS varchar(3); CREATE TABLE shortened (id int PRIMARY KEY, v short)");
        FlatRecords records = new FlatRecords("public.shortened").field("v", Schema.OPTIONAL_STRING_SCHEMA);
        try (Harness sink = Harness.on(database)) {
            sink.put(records.row(1, "long"), records.row(2, "abc"));
            assertThat(database.rows("SELECT id, v FROM shortened")).containsExactly("2|abc");
            assertThat(sink.errors()).singleElement().asString().contains("too long");
        }
    }
}
