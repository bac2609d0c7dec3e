/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Date;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Versions keep their order when the type of their column changes. */
class VersionValueTest {
    private static Long decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        return VersionValue.of(Decimal.schema(value.scale()), value);
    }

    @ParameterizedTest
    @CsvSource({"1.2345, 1.24", "1.23, 1.2301", "-1.2, -1.1999", "12, 12.5", "9.999999, 10.0"})
    void ordersDecimalsOfAnyScale(String older, String newer) {
        assertThat(decimal(newer)).isGreaterThan(decimal(older));
    }

    @Test
    void givesEqualDecimalsOneVersion() {
        assertThat(decimal("7.5")).isEqualTo(decimal("7.5000")).isEqualTo(decimal("7.50000000000"));
    }

    @ParameterizedTest
    @CsvSource({"0.0000001", "9223372036854775808", "92233720368547.75"})
    void takesNoDecimalThatItWouldCut(String text) {
        assertThat(decimal(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            value = {"12, 12", "1200E-2, 12", "12E2, 1200", "12.5, null", "1E+30, null"},
            nullValues = "null")
    void takesWholeNumbersOfVariableScale(BigDecimal number, Long version) {
        Schema schema = SchemaBuilder.struct()
                .name("io.debezium.data.VariableScaleDecimal")
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA)
                .build();
        Struct value = new Struct(schema)
                .put("scale", number.scale())
                .put("value", number.unscaledValue().toByteArray());

        assertThat(VersionValue.of(schema, value)).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01T00:00:00.123456Z, false",
        "2024-01-01T00:00:00.123456700Z, true",
        "2024-01-01T00:00:00.1234560000001+02:00, true",
        "2024-01-01T00:00:00.1234560Z, false",
        "2024-01-01T00:00:00Z, false"
    })
    void seesDigitsBeyondMicroseconds(String time, boolean finer) {
        assertThat(VersionValue.isFinerThanMicros(Schema.STRING_SCHEMA, time)).isEqualTo(finer);
    }

    static Stream<Arguments> momentsOfOneTime() {
        return Stream.of(
                Arguments.of(Timestamp.SCHEMA, new Date(1_700_000_000_123L)),
                Arguments.of(named("io.debezium.time.Timestamp"), 1_700_000_000_123L),
                Arguments.of(named("io.debezium.time.MicroTimestamp"), 1_700_000_000_123_000L),
                Arguments.of(named("io.debezium.time.NanoTimestamp"), 1_700_000_000_123_000_999L),
                Arguments.of(Schema.STRING_SCHEMA, "2023-11-14T22:13:20.123Z"));
    }

    private static Schema named(String name) {
        return SchemaBuilder.int64().name(name).build();
    }

    @ParameterizedTest
    @MethodSource("momentsOfOneTime")
    void countsTimesOfAnyPrecisionInMicroseconds(Schema schema, Object value) {
        assertThat(VersionValue.of(schema, value)).isEqualTo(1_700_000_000_123_000L);
    }

    @Test
    void rejectsTimesThatMicrosecondsDoNotCount() {
        assertThat(VersionValue.of(Timestamp.SCHEMA, new Date(Long.MAX_VALUE))).isNull();
        assertThat(VersionValue.of(named("io.debezium.time.Timestamp"), Long.MIN_VALUE))
                .isNull();
    }
}
