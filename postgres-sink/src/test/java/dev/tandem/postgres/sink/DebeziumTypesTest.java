/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Debezium's semantic types: the column that the sink makes for each, and the exact value in it. */
class DebeziumTypesTest extends ValuesTest {
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
                        1_000_001_000L,
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
                        semantic(SchemaBuilder.string(), "io.debezium.time.IsoDate"),
                        "-0043-03-15Z",
                        "date",
                        "0044-03-15 BC"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.time.IsoTime"),
                        "10:11:12.123456Z",
                        "time without time zone",
                        "10:11:12.123456"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.time.IsoTimestamp"),
                        "2024-02-29T10:11:12.5Z",
                        "timestamp without time zone",
                        "2024-02-29 10:11:12.5"),
                Arguments.of(
                        semantic(SchemaBuilder.string(), "io.debezium.time.IsoTimestamp"),
                        "-290308-12-21T19:59:27.6Z",
                        "timestamp without time zone",
                        "-infinity"),
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
                Arguments.of(variable(), number("1.234"), "numeric", "1.234"),
                Arguments.of(
                        SchemaBuilder.array(variable()).build(),
                        List.of(number("1.50"), number("-2")),
                        "numeric[]",
                        "{1.50,-2}"),
                Arguments.of(
                        mixed(),
                        new Struct(mixed()).put("n", number("1.50")).put("y", 2024),
                        "jsonb",
                        "{\"n\": 1.50, \"y\": 2024}"),
                Arguments.of(point(), new Struct(point()).put("x", 1.5).put("y", -2.0), "point", "(1.5,-2)"));
    }

    @ParameterizedTest
    @CsvSource({
        "Date, int32, -2147472692, infinity",
        "Date, int32, 2146033979, infinity",
        "Date, int32, -2147472691, -infinity",
        "Timestamp, int64, 9223372036825200, infinity",
        "Timestamp, int64, -9223372036832400000, -infinity",
        "Timestamp, int64, 9223372036825200000, infinity",
        "MicroTimestamp, int64, 9223372036854775807, infinity",
        "MicroTimestamp, int64, -9223372036854775808, -infinity",
        "NanoTimestamp, int64, 9223372036854775807, infinity",
        "NanoTimestamp, int64, -9223372036854775808, -infinity",
        "IsoDate, string, -5877611-06-21Z, infinity",
        "IsoDate, string, +5877611-06-21Z, infinity",
        "IsoDate, string, -5877611-06-22Z, -infinity",
        "IsoTimestamp, string, +292278994-08-16T23:00:00Z, infinity",
        "IsoTimestamp, string, -292275055-05-16T23:00:00Z, -infinity"
    })
    void storesInfinityOfEveryVersionOfDebezium(String name, String type, String value, String stored) {
        Schema.Type plain = Schema.Type.valueOf(type.toUpperCase(Locale.ROOT));
        Object infinity = switch (type) {
            case "int32" -> Integer.valueOf(value);
            case "int64" -> Long.valueOf(value);
            default -> value;
        };

        assertMade(
                semantic(new SchemaBuilder(plain), "io.debezium.time." + name),
                infinity,
                name.endsWith("Date") ? "date" : "timestamp without time zone",
                stored);
    }

    private static Schema variable() {
        return SchemaBuilder.struct()
                .name("io.debezium.data.VariableScaleDecimal")
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA)
                .build();
    }

    private static Struct number(String text) {
        BigDecimal number = new BigDecimal(text);
        return new Struct(variable())
                .put("scale", number.scale())
                .put("value", number.unscaledValue().toByteArray());
    }

    private static Schema mixed() {
        return SchemaBuilder.struct()
                .field("n", variable())
                .field("y", semantic(SchemaBuilder.int32(), "io.debezium.time.Year"))
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
    @MethodSource({"debeziumTimestamps", "debeziumTimes", "debeziumData"})
    void createsColumnThatStoresValue(Schema schema, Object value, String columnType, String stored) {
        assertMade(schema, value, columnType, stored);
    }
}
