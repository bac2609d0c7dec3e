/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
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
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type: the column that the sink makes for it, columns that are there already, and the exact value in them. */
class TypesTest {
    private static Database database;
    private static int tables;

    @BeforeAll
    static void open() {
        database = Database.create();
        database.execute("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE EXTENSION citext; CREATE EXTENSION hstore;"
                + " CREATE EXTENSION ltree; CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE pair AS (n int, t text);"
                + Stream.of("text", "numeric", "timestamptz", "date", "bytea", "bool", "jsonb", "uuid")
                        .map(type -> "CREATE DOMAIN d_" + type + " AS " + type + ";")
                        .collect(Collectors.joining())
                + "CREATE DOMAIN d_texts AS text[]");
    }

    @AfterAll
    static void close() throws Exception {
        database.close();
    }

    private static Schema semantic(SchemaBuilder builder, String name) {
        return builder.name(name).optional().build();
    }

    private static Date day(int year, int month, int day) {
        return new Date(LocalDate.of(year, month, day).toEpochDay() * 86_400_000L);
    }

    static Stream<Arguments> plain() {
        return Stream.of(
                Arguments.of(Schema.BOOLEAN_SCHEMA, true, "boolean", "t"),
                Arguments.of(Schema.INT8_SCHEMA, (byte) -128, "smallint", "-128"),
                Arguments.of(Schema.INT16_SCHEMA, Short.MAX_VALUE, "smallint", "32767"),
                Arguments.of(Schema.INT32_SCHEMA, Integer.MIN_VALUE, "integer", "-2147483648"),
                Arguments.of(Schema.INT64_SCHEMA, Long.MAX_VALUE, "bigint", "9223372036854775807"),
                Arguments.of(Schema.FLOAT32_SCHEMA, 0.1f, "real", "0.1"),
                Arguments.of(Schema.FLOAT64_SCHEMA, 0.1, "double precision", "0.1"),
                Arguments.of(Schema.FLOAT64_SCHEMA, Double.NEGATIVE_INFINITY, "double precision", "-Infinity"),
                Arguments.of(Schema.FLOAT64_SCHEMA, Double.NaN, "double precision", "NaN"),
                Arguments.of(Schema.STRING_SCHEMA, "Zoë 😀 '\\\"", "text", "Zoë 😀 '\\\""),
                Arguments.of(
                        SourceColumn.describe(SchemaBuilder.string(), "string", 80)
                                .build(),
                        "x",
                        "character varying(80)",
                        "x"),
                Arguments.of(Schema.BYTES_SCHEMA, new byte[] {0, -1, 7}, "bytea", "\\x00ff07"),
                Arguments.of(Schema.BYTES_SCHEMA, ByteBuffer.wrap(new byte[] {1, 2}), "bytea", "\\x0102"));
    }

    static Stream<Arguments> logical() {
        return Stream.of(
                Arguments.of(
                        Decimal.schema(4),
                        new BigDecimal("12345678901234567890.1234"),
                        "numeric",
                        "12345678901234567890.1234"),
                Arguments.of(Decimal.schema(0), new BigDecimal("-7"), "numeric", "-7"),
                Arguments.of(
                        SourceColumn.describe(Decimal.builder(2), "currency", 18, 2)
                                .build(),
                        new BigDecimal("-0.01"),
                        "numeric(18,2)",
                        "-0.01"),
                Arguments.of(org.apache.kafka.connect.data.Date.SCHEMA, day(2024, 2, 29), "date", "2024-02-29"),
                Arguments.of(org.apache.kafka.connect.data.Date.SCHEMA, day(1582, 10, 4), "date", "1582-10-04"),
                Arguments.of(org.apache.kafka.connect.data.Date.SCHEMA, day(1, 1, 1), "date", "0001-01-01"),
                Arguments.of(Time.SCHEMA, new Date(86_399_999), "time without time zone", "23:59:59.999"),
                Arguments.of(
                        Timestamp.SCHEMA,
                        Date.from(Instant.parse("2024-03-10T02:30:00.123Z")),
                        "timestamp with time zone",
                        "2024-03-10 02:30:00.123+00"),
                Arguments.of(
                        Timestamp.SCHEMA,
                        Date.from(Instant.parse("1500-02-28T23:59:59.999Z")),
                        "timestamp with time zone",
                        "1500-02-28 23:59:59.999+00"));
    }

    static Stream<Arguments> nested() {
        Schema nested = SchemaBuilder.struct()
                .field("a", Schema.OPTIONAL_INT32_SCHEMA)
                .field(
                        "d",
                        org.apache.kafka.connect.data.Date.builder().optional().build())
                .build();
        return Stream.of(
                Arguments.of(
                        SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build(),
                        Arrays.asList("a,b", null, "\"q\"\\"),
                        "text[]",
                        "{\"a,b\",NULL,\"\\\"q\\\"\\\\\"}"),
                Arguments.of(SchemaBuilder.array(Schema.INT64_SCHEMA).build(), List.of(1L, 2L), "bigint[]", "{1,2}"),
                Arguments.of(
                        SchemaBuilder.array(SchemaBuilder.array(Schema.INT32_SCHEMA))
                                .build(),
                        List.of(List.of(1, 2), List.of(3, 4)),
                        "integer[]",
                        "{{1,2},{3,4}}"),
                Arguments.of(
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA)
                                .build(),
                        Map.of("k", 1),
                        "jsonb",
                        "{\"k\": 1}"),
                Arguments.of(
                        nested,
                        new Struct(nested).put("a", 1).put("d", day(1500, 1, 1)),
                        "jsonb",
                        "{\"a\": 1, \"d\": \"1500-01-01\"}"),
                Arguments.of(
                        SchemaBuilder.array(nested).build(),
                        List.of(new Struct(nested)),
                        "jsonb",
                        "[{\"a\": null, \"d\": null}]"));
    }

    static Stream<Arguments> debeziumTimestamps() {
        return Stream.of(
                Arguments.of(semantic(SchemaBuilder.int32(), "io.debezium.time.Date"), -200_000, "date", "1422-06-03"),
                Arguments.of(
                        semantic(SchemaBuilder.int64(), "io.debezium.time.Timestamp"),
                        1L,
                        "timestamp without time zone",
                        "1970-01-01 00:00:00.001"),
                Arguments.of(
                        semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"),
                        -1L,
                        "timestamp without time zone",
                        "1969-12-31 23:59:59.999999"),
                Arguments.of(
                        semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"),
                        9223372036825200000L,
                        "timestamp without time zone",
                        "infinity"),
                Arguments.of(
                        semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"),
                        -9223372036832400000L,
                        "timestamp without time zone",
                        "-infinity"),
                Arguments.of(
                        semantic(SchemaBuilder.int64(), "io.debezium.time.NanoTimestamp"),
                        1_000_001_999L,
                        "timestamp without time zone",
                        "1970-01-01 00:00:01.000001"),
                Arguments.of(
                        semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTime"),
                        86_400_000_000L,
                        "time without time zone",
                        "24:00:00"));
    }

    static Stream<Arguments> debeziumTimes() {
        return Stream.of(
                Arguments.of(
                        semantic(SchemaBuilder.int32(), "io.debezium.time.Time"),
                        1,
                        "time without time zone",
                        "00:00:00.001"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp"),
                        "2024-01-01T00:00:00.5+02:00",
                        "timestamp with time zone",
                        "2023-12-31 22:00:00.5+00"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp"),
                        "infinity",
                        "timestamp with time zone",
                        "infinity"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.time.ZonedTime"),
                        "10:00:00Z",
                        "time with time zone",
                        "10:00:00+00"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.time.Interval"),
                        "P1Y2M3DT4H5M6.5S",
                        "interval",
                        "1 year 2 mons 3 days 04:05:06.5"),
                Arguments.of(
                        semantic(SchemaBuilder.int64(), "io.debezium.time.MicroDuration"),
                        1_500_000L,
                        "interval",
                        "00:00:01.5"),
                Arguments.of(semantic(SchemaBuilder.int32(), "io.debezium.time.Year"), 2024, "integer", "2024"));
    }

    static Stream<Arguments> debeziumData() {
        return Stream.of(
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.data.Json"), "{\"b\":1}", "jsonb", "{\"b\": 1}"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.data.Uuid"),
                        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                        "uuid",
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                Arguments.of(semantic(SchemaBuilder.string(), "io.debezium.data.Enum"), "sad", "text", "sad"),
                Arguments.of(semantic(SchemaBuilder.string(), "io.debezium.data.Xml"), "<a/>", "xml", "<a/>"),
                Arguments.of(
                        semantic(SchemaBuilder.bytes(), "io.debezium.data.Bits"),
                        new byte[] {5, 1},
                        "bit varying",
                        "0000000100000101"),
                Arguments.of(
                        variable(),
                        new Struct(variable())
                                .put("scale", 3)
                                .put(
                                        "value",
                                        new BigDecimal("1.234").unscaledValue().toByteArray()),
                        "numeric",
                        "1.234"),
                Arguments.of(point(), new Struct(point()).put("x", 1.5).put("y", -2.0), "point", "(1.5,-2)"));
    }

    private static Schema variable() {
        return SchemaBuilder.struct()
                .name("io.debezium.data.VariableScaleDecimal")
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA)
                .build();
    }

    private static Schema point() {
        return SchemaBuilder.struct()
                .name("io.debezium.data.geometry.Point")
                .field("x", Schema.FLOAT64_SCHEMA)
                .field("y", Schema.FLOAT64_SCHEMA)
                .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
                .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
                .build();
    }

    @ParameterizedTest
    @MethodSource({"plain", "logical", "nested", "debeziumTimestamps", "debeziumTimes", "debeziumData"})
    void made(Schema schema, Object value, String columnType, String stored) {
        String table = "made" + ++tables;
        FlatRecords records =
                new FlatRecords("public." + table).field("v", schema.isOptional() ? schema : optional(schema));
        try (Harness sink = Harness.on(database)) {
            sink.put(records.row(1, fitting(value, records.schema().field("v").schema())), records.row(2, (Object)
                    null));
            assertThat(sink.errors()).isEmpty();
        }
        database.execute("SET timezone = 'UTC'");
        assertThat(database.rows("SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '" + table
                        + "'::regclass AND attname = 'v'"))
                .containsExactly(columnType);
        assertThat(database.rows("SELECT CASE WHEN '" + columnType
                        + "' = 'boolean' THEN left(v::text, 1) ELSE v::text END FROM " + table + " ORDER BY id"))
                .containsExactly(stored, "null");
    }

    private static Object fitting(Object value, Schema schema) {
        if (!(value instanceof Struct struct)) {
            return value;
        }
        Struct copy = new Struct(schema);
        schema.fields().forEach(field -> copy.put(field.name(), struct.get(field.name())));
        return copy;
    }

    private static Schema optional(Schema schema) {
        if (schema.type() == Schema.Type.STRUCT) {
            SchemaBuilder builder = SchemaBuilder.struct().name(schema.name()).optional();
            schema.fields().forEach(field -> builder.field(field.name(), field.schema()));
            return builder.build();
        }
        SchemaBuilder builder = switch (schema.type()) {
            case ARRAY -> SchemaBuilder.array(schema.valueSchema());
            case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
            default -> new SchemaBuilder(schema.type());
        };
        if (schema.name() != null) {
            builder.name(schema.name());
        }
        if (schema.parameters() != null) {
            builder.parameters(schema.parameters());
        }
        return builder.optional().build();
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
                Arguments.of("date", Timestamp.builder().optional().build(), new Date(-1), "1969-12-31"),
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
    void bound(String columnType, Schema schema, Object value, String stored) {
        String table = "bound" + ++tables;
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
    void aDomainsLengthIsKeptToAndNothingIsCutOff() {
        database.execute("CREATE DOMAIN short AS varchar(3); CREATE TABLE shortened (id int PRIMARY KEY, v short)");
        FlatRecords records = new FlatRecords("public.shortened").field("v", Schema.OPTIONAL_STRING_SCHEMA);
        try (Harness sink = Harness.on(database)) {
            sink.put(records.row(1, "long"), records.row(2, "abc"));
            assertThat(database.rows("SELECT id, v FROM shortened")).containsExactly("2|abc");
            assertThat(sink.errors()).singleElement().asString().contains("too long");
        }
    }

    @Test
    void aValueThatTheTypeDoesNotHaveIsRefusedAlone() {
        Schema time = semantic(SchemaBuilder.int64(), "io.debezium.time.MicroTime");
        Schema times = SchemaBuilder.array(time).optional().build();
        Schema nested = SchemaBuilder.array(SchemaBuilder.array(Schema.INT32_SCHEMA))
                .optional()
                .build();
        FlatRecords records = new FlatRecords("public.beyond")
                .field("t", time)
                .field("ts", times)
                .field("n", nested)
                .field("d", semantic(SchemaBuilder.int32(), "io.debezium.time.Date"))
                .field("at", Timestamp.builder().optional().build());
        try (Harness sink = Harness.on(database)) {
            sink.put(
                    records.row(1, 86_400_000_001L, null, null, null, null),
                    records.row(2, null, List.of(-1L), null, null, null),
                    records.row(3, null, null, List.of(List.of(1, 2), List.of(3)), null, null),
                    records.row(4, null, null, null, Integer.MAX_VALUE - 1, null),
                    records.row(5, null, null, null, null, new Date(Long.MAX_VALUE)),
                    records.row(6, 1L, List.of(1L), List.of(), 1, new Date(1)));
            assertThat(database.rows("SELECT id FROM beyond")).containsExactly("6");
            assertThat(sink.errors())
                    .hasSize(5)
                    .allSatisfy(error -> assertThat(error).contains("public.beyond", "cannot be written"));
        }
    }

    @Test
    void theNulCharacterIsStrippedOrRefused() {
        FlatRecords records = new FlatRecords("public.nul").field("v", Schema.STRING_SCHEMA);
        try (Harness sink = Harness.on(database)) {
            sink.put(records.row(1, "a\u0000b"));
            assertThat(database.rows("SELECT v FROM nul")).containsExactly("ab");
        }
        try (Harness sink = Harness.on(database).with("text.nul.characters", "fail")) {
            sink.put(records.row(2, "a\u0000b"), records.row(3, "fine"));
            assertThat(sink.errors()).singleElement().asString().contains("column v", "U+0000");
            assertThat(database.rows("SELECT id FROM nul ORDER BY 1")).containsExactly("1", "3");
        }
    }
}
