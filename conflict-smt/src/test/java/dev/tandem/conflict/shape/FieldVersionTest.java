/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldVersionTest {
    /** Returns rows of: the type of the field, its values in rising order. */
    static Stream<Arguments> risingValues() {
        return Stream.of(
                Arguments.of(Schema.INT32_SCHEMA, List.of(-7, 0, 7)),
                Arguments.of(
                        Schema.FLOAT64_SCHEMA,
                        List.of(Double.NEGATIVE_INFINITY, -1e300, -1.9, -1.2, -0.0, 1e-300, 1.2, 1.9, 2.0, 1e300)),
                Arguments.of(Schema.FLOAT32_SCHEMA, List.of(-1.5f, 0f, 1.2f, 1.9f)),
                Arguments.of(
                        Decimal.schema(2),
                        List.of(new BigDecimal("-1.00"), new BigDecimal("1.20"), new BigDecimal("1.90"))),
                Arguments.of(Timestamp.SCHEMA, List.of(new Date(-1), new Date(0), new Date(1))),
                Arguments.of(named("MicroTimestamp", SchemaBuilder.int64()), List.of(1L, 2L)),
                Arguments.of(named("NanoTimestamp", SchemaBuilder.int64()), List.of(1L, 2L)),
                Arguments.of(
                        named("ZonedTimestamp", SchemaBuilder.string()),
                        List.of(
                                "-0044-03-15T00:00:00Z",
                                "2024-01-01T00:00:01Z",
                                "2024-01-01T00:00:01.000001Z",
                                "2024-01-01T00:00:03+00:00",
                                "2024-01-01T01:00:04+01:00",
                                "+12345-01-01T00:00:00Z")),
                Arguments.of(Schema.STRING_SCHEMA, List.of("-9", "7", "10")));
    }

    @ParameterizedTest
    @MethodSource("risingValues")
    void keepsOrderOfValues(Schema type, List<Object> values) {
        FieldVersion version = version(type);

        assertThat(values.stream().map(version::of).toList()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void keepsWholeNumbersUnchanged() {
        assertThat(version(Schema.INT64_SCHEMA).of(7L)).isEqualTo(7);
        assertThat(version(null).of(7L)).isEqualTo(version(null).of(7.0)).isEqualTo(7);
    }

    @Test
    void keepsOrderWhenScaleOfDecimalChanges() {
        List<Long> versions = Stream.of("7.5000", "7.51", "7.510001", "7.600000000")
                .map(BigDecimal::new)
                .map(value -> version(Decimal.schema(value.scale())).of(value))
                .toList();

        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void keepsOrderWhenPrecisionOfTimeChanges() {
        List<Long> versions = List.of(
                version(named("MicroTimestamp", SchemaBuilder.int64())).of(1_700_000_000_122_999L),
                version(named("Timestamp", SchemaBuilder.int64())).of(1_700_000_000_123L),
                version(named("MicroTimestamp", SchemaBuilder.int64())).of(1_700_000_000_123_001L),
                version(Timestamp.SCHEMA).of(new Date(1_700_000_000_124L)),
                version(named("ZonedTimestamp", SchemaBuilder.string())).of("2023-11-14T22:13:20.124001Z"));

        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void leavesMillisecondsRoomForSecondField() {
        FieldVersion version = version(named("Timestamp", SchemaBuilder.int64()));

        assertThat(version.withTie(1_700_000_000_123L, 2)).isEqualTo(1_700_000_000_123L << 20 | 2);
    }

    @Test
    void ordersEqualValuesBySecondField() {
        FieldVersion version = version(Timestamp.SCHEMA);
        Date date = new Date(1_795_428_000_000L);

        assertThat(version.withTie(date, 2)).isEqualTo(version.withTie(date, 1) + 1);
        assertThat(version.withTie(new Date(date.getTime() + 1), 0)).isGreaterThan(version.withTie(date, 99));
    }

    @Test
    void keepsOrderOfWholeNumbersInTextBeforeSecondField() {
        FieldVersion version = version(Schema.STRING_SCHEMA);

        assertThat(version.withTie("1700000001000", 0)).isGreaterThan(version.withTie("1700000000999", 0));
    }

    /** Returns rows of: the type of the field or null, a value, part of the message. */
    static Stream<Arguments> rejectedValues() {
        return Stream.of(
                Arguments.of(Schema.FLOAT64_SCHEMA, Double.NaN, "not a number"),
                Arguments.of(null, 1.9, "fraction"),
                Arguments.of(Decimal.schema(0), new BigDecimal("9223372036854775808"), "63 bits"),
                Arguments.of(Decimal.schema(7), new BigDecimal("0.0000001"), "6 digits"),
                Arguments.of(Schema.STRING_SCHEMA, "2024-01-01T00:00:00.000000001Z", "more precise"),
                Arguments.of(Schema.STRING_SCHEMA, "yesterday", "ISO-8601"),
                Arguments.of(Schema.BOOLEAN_SCHEMA, true, "not a timestamp"));
    }

    @ParameterizedTest
    @MethodSource("rejectedValues")
    void rejectsValuesThatCannotBeOrdered(Schema type, Object value, String message) {
        assertThatThrownBy(() -> version(type).of(value))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Field v ")
                .hasMessageContaining(message);
    }

    @Test
    void rejectsValuesWithoutRoomForSecondField() {
        assertThatThrownBy(() -> version(Schema.INT64_SCHEMA).withTie(1L << 43, 0))
                .hasMessageContaining("43 bits");
        assertThatThrownBy(() -> version(Schema.FLOAT64_SCHEMA).withTie(1.9, 0)).hasMessageContaining("43 bits");
        assertThatThrownBy(() -> version(Schema.INT64_SCHEMA).withTie(-1L, 0)).hasMessageContaining("43 bits");
    }

    private static FieldVersion version(Schema type) {
        Schema row =
                type == null ? null : SchemaBuilder.struct().field("v", type).build();
        return new FieldVersion("v", type != null, Times.of(row, "v"));
    }

    private static Schema named(String name, SchemaBuilder type) {
        return type.name("io.debezium.time." + name).build();
    }
}
