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
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connect's own types: the column that the sink makes for each, and the exact value in it. */
class TypesTest extends ValuesTest {
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
                        SchemaBuilder.map(Schema.BYTES_SCHEMA, Schema.INT32_SCHEMA)
                                .build(),
                        Map.of(ByteBuffer.wrap(new byte[] {65}), 1),
                        "jsonb",
                        "{\"\\\\x41\": 1}"),
                Arguments.of(
                        SchemaBuilder.map(org.apache.kafka.connect.data.Date.SCHEMA, Schema.INT32_SCHEMA)
                                .build(),
                        Map.of(day(1500, 1, 1), 1),
                        "jsonb",
                        "{\"1500-01-01\": 1}"),
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

    @ParameterizedTest
    @MethodSource({"plain", "logical", "nested"})
    void createsColumnThatStoresValue(Schema schema, Object value, String columnType, String stored) {
        assertMade(schema, value, columnType, stored);
    }

    @Test
    void rejectsOnlyValueThatTypeDoesNotHave() {
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
                    .allSatisfy(error -> assertThat(error).contains("public.beyond", "was rejected"));
        }
    }

    @Test
    void stripsOrRejectsNulCharacter() {
        FlatRecords records = new FlatRecords("public.nul").field("v", Schema.STRING_SCHEMA);
        try (Harness sink = Harness.on(database)) {
            sink.put(records.row(1, "a\u0000b"));
            assertThat(database.rows("SELECT v FROM nul")).containsExactly("ab");
        }
        try (Harness sink = Harness.on(database).with("text.nul.characters", "fail")) {
            sink.put(records.row(2, "a\u0000b"), records.row(3, "fine"));
            assertThat(sink.errors()).singleElement().asString().contains("Column v", "U+0000");
            assertThat(database.rows("SELECT id FROM nul ORDER BY 1")).containsExactly("1", "3");
        }
    }
}
