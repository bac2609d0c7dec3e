/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
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
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The types of fields that change while records arrive. */
class SchemaRulesTest extends SchemaChanges {
    private static final Schema DATE =
            org.apache.kafka.connect.data.Date.builder().optional().build();
    private static final Schema TIMESTAMP = Timestamp.builder().optional().build();

    private static final Schema MICRO_DURATION = named(Schema.Type.INT64, "io.debezium.time.MicroDuration");
    private static final Schema NANO_DURATION = named(Schema.Type.INT64, "io.debezium.time.NanoDuration");

    private static final Schema VARIABLE = SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .version(1)
            .optional()
            .field("scale", INT32)
            .field("value", Schema.OPTIONAL_BYTES_SCHEMA)
            .build();

    /** Returns rows of: narrow type, a value of it, wider type, a value of that, the narrow value in the wider type. */
    static Stream<Arguments> widenings() {
        Schema microTimestamp = named(Schema.Type.INT64, "io.debezium.time.MicroTimestamp");
        Schema zonedTimestamp = named(Schema.Type.STRING, "io.debezium.time.ZonedTimestamp");
        String zoned = "2024-01-01T10:00:00.5Z";
        return Stream.of(
                Arguments.of(Schema.OPTIONAL_INT8_SCHEMA, (byte) 1, Schema.OPTIONAL_INT16_SCHEMA, (short) 2, (short) 1),
                Arguments.of(Schema.OPTIONAL_INT16_SCHEMA, (short) 1, INT32, 2, 1),
                Arguments.of(INT32, 1, INT64, 2L, 1L),
                Arguments.of(INT64, 1L, decimal(2), new BigDecimal("2.00"), new BigDecimal("1.00")),
                Arguments.of(INT64, 1L, Schema.OPTIONAL_FLOAT64_SCHEMA, 2.5, 1.0),
                Arguments.of(Schema.OPTIONAL_FLOAT32_SCHEMA, 1.5f, Schema.OPTIONAL_FLOAT64_SCHEMA, 2.5, 1.5),
                Arguments.of(
                        decimal(2),
                        new BigDecimal("1.25"),
                        decimal(4),
                        new BigDecimal("2.0000"),
                        new BigDecimal("1.2500")),
                Arguments.of(INT32, 1, TEXT, "x", "1"),
                Arguments.of(decimal(3), new BigDecimal("1.250"), TEXT, "x", "1.250"),
                Arguments.of(Schema.OPTIONAL_FLOAT64_SCHEMA, 1.5, TEXT, "x", "1.5"),
                Arguments.of(DATE, new Date(86_400_000L), TIMESTAMP, new Date(5), new Date(86_400_000L)),
                Arguments.of(TIMESTAMP, new Date(5), microTimestamp, 7L, 5_000L),
                Arguments.of(named(Schema.Type.INT32, "io.debezium.time.Date"), 1, microTimestamp, 7L, 86_400_000_000L),
                Arguments.of(DATE, new Date(86_400_000L), zonedTimestamp, zoned, "1970-01-02T00:00:00Z"),
                Arguments.of(
                        named(Schema.Type.INT32, "io.debezium.time.Date"),
                        1,
                        zonedTimestamp,
                        zoned,
                        "1970-01-02T00:00:00Z"),
                Arguments.of(TIMESTAMP, new Date(5), zonedTimestamp, zoned, "1970-01-01T00:00:00.005Z"),
                Arguments.of(microTimestamp, 1_500_007L, zonedTimestamp, zoned, "1970-01-01T00:00:01.500007Z"),
                Arguments.of(decimal(2), new BigDecimal("1.20"), VARIABLE, variable("2.345"), variable("1.20")),
                Arguments.of(INT32, 7, VARIABLE, variable("2.345"), variable("7")),
                Arguments.of(VARIABLE, variable("-2.345"), TEXT, "x", "-2.345"),
                Arguments.of(
                        Time.builder().optional().build(),
                        new Date(5),
                        named(Schema.Type.INT64, "io.debezium.time.NanoTime"),
                        7L,
                        5_000_000L),
                Arguments.of(MICRO_DURATION, 5L, NANO_DURATION, 7L, 5_000L));
    }

    @ParameterizedTest
    @MethodSource("widenings")
    void widensNarrowValueWhicheverComesFirst(
            Schema narrow, Object value, Schema wide, Object wideValue, Object converted) {
        give(row(narrow, value));
        assertThat(give(row(wide, wideValue)).valueSchema().field("f").schema()).isEqualTo(wide);
        assertThat(field(give(row(narrow, value)))).isEqualTo(converted);

        transform = Transforms.with("memory.max.bytes", "0");
        give(row(wide, wideValue));
        assertThat(field(give(row(narrow, value)))).isEqualTo(converted);
    }

    @Test
    void keepsInfinityInWiderTypes() {
        Schema micros = named(Schema.Type.INT64, "io.debezium.time.MicroTimestamp");
        Schema date = named(Schema.Type.INT32, "io.debezium.time.Date");
        give(row(micros, 5L));
        assertThat(field(give(row(date, Integer.MAX_VALUE)))).isEqualTo(9_223_372_036_825_200_000L);
        assertThat(field(give(row(date, Integer.MIN_VALUE)))).isEqualTo(-9_223_372_036_832_400_000L);

        give(row(named(Schema.Type.STRING, "io.debezium.time.ZonedTimestamp"), "2024-01-01T10:00:00Z"));
        assertThat(field(give(row(date, Integer.MAX_VALUE)))).isEqualTo("infinity");
        assertThat(field(give(row(micros, -9_223_372_036_832_400_000L)))).isEqualTo("-infinity");

        transform = Transforms.with();
        give(row(named(Schema.Type.INT64, "io.debezium.time.NanoTimestamp"), 5L));
        assertThat(field(give(row(micros, 9_223_372_036_825_200_000L)))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void convertsVariableDecimalAndFloatToText() {
        give(row(VARIABLE, variable("1.50")));
        assertThat(field(give(row(Schema.OPTIONAL_FLOAT64_SCHEMA, 2.25)))).isEqualTo("2.25");
        assertThat(field(give(row(VARIABLE, variable("1.50"))))).isEqualTo("1.50");
    }

    @Test
    void keepsZonedTimestampsAsTextNextToText() {
        Schema zoned = named(Schema.Type.STRING, "io.debezium.time.ZonedTimestamp");
        give(row(TEXT, "x"));
        assertThat(field(give(row(zoned, "2024-01-01T10:00:00Z")))).isEqualTo("2024-01-01T10:00:00Z");
    }

    @Test
    void growsLengthsOfBitStrings() {
        give(row(bits(3), new byte[] {0b101}));
        Schema merged = give(row(bits(5), new byte[] {0b10101}))
                .valueSchema()
                .field("f")
                .schema();
        assertThat(merged).isEqualTo(bits(5));
        assertThat(give(row(bits(3), new byte[] {0b101}))
                        .valueSchema()
                        .field("f")
                        .schema())
                .isEqualTo(bits(5));
    }

    @Test
    void convertsDecimalAndFloatToText() {
        give(row(decimal(1), new BigDecimal("1.5")));
        assertThat(field(give(row(Schema.OPTIONAL_FLOAT64_SCHEMA, 2.25)))).isEqualTo("2.25");
    }

    @Test
    void rejectsWholeNumberThatDoubleCannotHold() {
        give(row(Schema.OPTIONAL_FLOAT64_SCHEMA, 2.25));
        assertThatThrownBy(() -> give(row(INT64, (1L << 53) + 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The value of f")
                .hasMessageContaining("53 bits");
        assertThat(field(give(row(INT64, 1L << 53)))).isEqualTo((double) (1L << 53));
    }

    @Test
    void growsLengthsOfSourceColumns() {
        give(row(picklist(20), "a"));
        Schema merged = give(row(picklist(40), "b")).valueSchema().field("f").schema();
        assertThat(SourceColumn.length(merged)).contains(40);
        assertThat(SourceColumn.type(merged)).contains("picklist");

        Schema unlimited = give(row(
                        SourceColumn.describe(SchemaBuilder.string().optional(), "textarea")
                                .build(),
                        "c"))
                .valueSchema()
                .field("f")
                .schema();
        assertThat(SourceColumn.length(unlimited)).isEmpty();
        assertThat(give(row(picklist(20), "a")).valueSchema().field("f").schema())
                .isEqualTo(unlimited);
    }

    @Test
    void keepsSchemaWhileOldAndNewRecordsInterleave() {
        Struct old = row(INT32, 1);
        Struct newer = new Struct(SchemaBuilder.struct()
                        .field("f", INT64)
                        .field("g", TEXT)
                        .build())
                .put("f", 2L)
                .put("g", "x");
        give(old);
        Schema grown = give(newer).valueSchema();
        for (int i = 0; i < 5; i++) {
            assertThat(give(old).valueSchema()).isSameAs(grown);
            assertThat(give(newer).valueSchema()).isSameAs(grown);
        }
    }

    @Nested
    class Incompatible {
        @Test
        void rejectsWithObjectFieldTypesAndRemedy() {
            give(row(Schema.OPTIONAL_BOOLEAN_SCHEMA, true));
            assertThatThrownBy(() -> give(row(INT32, 1)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("salesforce.Account.f was BOOLEAN and is now INT32")
                    .hasMessageContaining("schema.incompatible=text");
            assertThat(field(give(row(Schema.OPTIONAL_BOOLEAN_SCHEMA, false)))).isEqualTo(false);
        }

        @Test
        void rejectsNumbersThatWouldLoseTheirUnit() {
            for (Schema plain : List.of(INT64, INT32, TEXT)) {
                transform = Transforms.with();
                give(row(MICRO_DURATION, 5L));
                assertThatThrownBy(() -> give(row(plain, null))).hasMessageContaining("MicroDuration");
            }
            transform = Transforms.with();
            give(row(bits(3), new byte[] {0b101}));
            assertThatThrownBy(() -> give(row(Schema.OPTIONAL_BYTES_SCHEMA, null)))
                    .hasMessageContaining("Bits");
        }

        @Test
        void writesUnitOfDurationsAsText() {
            transform = Transforms.with("schema.incompatible", "text");
            give(row(INT64, 5L));
            assertThat(field(give(row(MICRO_DURATION, 5L)))).isEqualTo("PT0.000005S");
            assertThat(field(give(row(NANO_DURATION, -3_600_000_000_000L)))).isEqualTo("PT-1H");
            assertThat(field(give(row(INT64, 5L)))).isEqualTo("5");
        }

        @Test
        void writesTimesThatAreNotWithinDayAsText() {
            Schema time = named(Schema.Type.INT64, "io.debezium.time.MicroTime");
            transform = Transforms.with("schema.incompatible", "text");
            give(row(INT64, 5L));

            assertThat(field(give(row(time, 86_399_999_999L)))).isEqualTo("23:59:59.999999");
            assertThat(field(give(row(time, 86_400_000_000L)))).isEqualTo("24:00");
            assertThat(field(give(row(time, 3_020_399_000_000L)))).isEqualTo("PT838H59M59S");
            assertThat(field(give(row(time, -1_000_000L)))).isEqualTo("PT-1S");
        }

        @Test
        void writesInfinityAsText() {
            Schema micros = named(Schema.Type.INT64, "io.debezium.time.MicroTimestamp");
            Schema date = named(Schema.Type.INT32, "io.debezium.time.Date");
            transform = Transforms.with("schema.incompatible", "text");
            give(row(TEXT, "a"));

            assertThat(field(give(row(micros, 9_223_372_036_825_200_000L)))).isEqualTo("infinity");
            assertThat(field(give(row(date, Integer.MIN_VALUE)))).isEqualTo("-infinity");
            assertThat(field(give(row(micros, Long.MAX_VALUE)))).isEqualTo("infinity");
        }

        @ParameterizedTest
        @ValueSource(longs = {9_223_372_036_825_200L, 9_223_372_036_825_200_000L})
        void writesInfinityInMillisecondsAsText(long infinity) {
            transform = Transforms.with("schema.incompatible", "text");
            give(row(TEXT, "a"));

            assertThat(field(give(row(named(Schema.Type.INT64, "io.debezium.time.Timestamp"), infinity))))
                    .isEqualTo("infinity");
        }

        @Test
        void convertsToTextIfConfigured() {
            transform = Transforms.with("schema.incompatible", "fail,Account:text");
            give(row(TEXT, "a"));
            assertThat(field(give(row(Schema.OPTIONAL_BOOLEAN_SCHEMA, true)))).isEqualTo("true");
            assertThat(field(give(row(Schema.OPTIONAL_BYTES_SCHEMA, ByteBuffer.wrap(new byte[] {1, 2})))))
                    .isEqualTo("AQI=");
            assertThat(field(give(row(DATE, new Date(86_400_000L))))).isEqualTo("1970-01-02");
            assertThat(field(give(row(TIMESTAMP, new Date(86_400_000L))))).isEqualTo("1970-01-02T00:00Z");
            assertThat(field(give(row(array(INT32), List.of(1, 2))))).isEqualTo("[1,2]");
            Schema point = SchemaBuilder.struct()
                    .optional()
                    .field("x", INT32)
                    .field("n", TEXT)
                    .build();
            assertThat(field(give(row(point, new Struct(point).put("x", 1).put("n", "a")))))
                    .isEqualTo("{\"x\":1,\"n\":\"a\"}");
        }
    }

    @Nested
    class NestedTypes {
        @Test
        void growsNestedStructs() {
            Schema old = SchemaBuilder.struct().optional().field("x", INT32).build();
            Schema newer = SchemaBuilder.struct()
                    .optional()
                    .field("x", INT64)
                    .field("y", TEXT)
                    .build();
            give(row(newer, new Struct(newer).put("x", 1L).put("y", "a")));
            Struct inside = (Struct) field(give(row(old, new Struct(old).put("x", 7))));
            assertThat(inside.schema()).isEqualTo(newer);
            assertThat(inside.get("x")).isEqualTo(7L);
            assertThat(inside.get("y")).isNull();
        }

        @Test
        void convertsArrayElementsAndMapEntries() {
            give(row(array(INT64), List.of(1L)));
            assertThat(field(give(row(array(INT32), List.of(7))))).isEqualTo(List.of(7L));

            transform = Transforms.with();
            give(row(map(INT64), Map.of("a", 1L)));
            assertThat(field(give(row(map(INT32), Map.of("b", 7))))).isEqualTo(Map.of("b", 7L));
        }

        @Test
        void makesNestedFieldsOptional() {
            Schema strict =
                    SchemaBuilder.struct().field("x", Schema.INT32_SCHEMA).build();
            Schema given = give(row(strict, new Struct(strict).put("x", 1)))
                    .valueSchema()
                    .field("f")
                    .schema();
            assertThat(given.isOptional()).isTrue();
            assertThat(given.field("x").schema().isOptional()).isTrue();
        }
    }

    private static Schema decimal(int scale) {
        return Decimal.builder(scale).optional().build();
    }

    private static Schema named(Schema.Type type, String name) {
        return new SchemaBuilder(type).name(name).version(1).optional().build();
    }

    private static Schema bits(int length) {
        return SchemaBuilder.bytes()
                .name("io.debezium.data.Bits")
                .version(1)
                .parameter("length", Integer.toString(length))
                .optional()
                .build();
    }

    private static Struct variable(String number) {
        BigDecimal value = new BigDecimal(number);
        return new Struct(VARIABLE)
                .put("scale", value.scale())
                .put("value", value.unscaledValue().toByteArray());
    }

    private static Schema picklist(int length) {
        return SourceColumn.describe(SchemaBuilder.string().optional(), "picklist", length)
                .build();
    }

    private static Schema array(Schema element) {
        return SchemaBuilder.array(element).optional().build();
    }

    private static Schema map(Schema value) {
        return SchemaBuilder.map(Schema.STRING_SCHEMA, value).optional().build();
    }
}
