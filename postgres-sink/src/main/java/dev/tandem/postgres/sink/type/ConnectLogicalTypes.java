/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import dev.tandem.event.DebeziumInfinity;
import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * Connect's logical types. Their Java value is a {@link java.util.Date}, of which only the count of milliseconds is used:
 * its own calendar is Julian before 1582, Postgres's and Connect's encoding are not.
 */
final class ConnectLogicalTypes {
    private static final long MILLIS_A_DAY = 86_400_000L;
    private static final int MOST_DIGITS = 1000;
    /** The digits that {@code numeric} has at most before and after the point. */
    private static final int MAX_WHOLE_DIGITS = 131_072;

    private static final int MAX_SCALE = 16_383;

    private ConnectLogicalTypes() {}

    static Map<String, ValueType> all() {
        return Map.of(
                Date.LOGICAL_NAME, date(),
                Time.LOGICAL_NAME, time(),
                Timestamp.LOGICAL_NAME, timestamp(),
                Decimal.LOGICAL_NAME, decimal());
    }

    private static ValueType date() {
        return ValueType.of(TypeKind.DATE, value -> TimeText.date(day(value)))
                .as(Wire.DATE, (value, array) -> array.addDate(day(value)))
                .as(Wire.TIMESTAMP, (value, array) -> array.addTimestamp(midnightMicros(value)))
                .as(Wire.TIMESTAMPTZ, (value, array) -> array.addTimestamp(midnightMicros(value)));
    }

    private static long day(Object value) {
        long day = Math.floorDiv(midnight(value), MILLIS_A_DAY);
        int infinity = DebeziumInfinity.DAYS.sign(day);
        return infinity == 0 ? day : DebeziumInfinity.DAYS.number(infinity);
    }

    private static long midnightMicros(Object value) {
        int infinity = DebeziumInfinity.DAYS.sign(day(value));
        return infinity == 0 ? Math.multiplyExact(midnight(value), 1000) : DebeziumInfinity.MICROS.number(infinity);
    }

    private static ValueType time() {
        return TimeText.timeOfDay(value -> Math.multiplyExact(millis(value), 1000));
    }

    private static ValueType timestamp() {
        return ValueType.of(TypeKind.TIMESTAMPTZ, value -> TimeText.timestamp(micros(value), "Z"))
                .as(Wire.TIMESTAMPTZ, (value, array) -> array.addTimestamp(micros(value)))
                .as(Wire.TIMESTAMP, (value, array) -> array.addTimestamp(micros(value)))
                .as(Wire.DATE, (value, array) -> array.addDate(days(millis(value))));
    }

    private static long micros(Object value) {
        int infinity = DebeziumInfinity.MILLIS.sign(millis(value));
        return infinity == 0 ? Math.multiplyExact(millis(value), 1000) : DebeziumInfinity.MICROS.number(infinity);
    }

    private static ValueType decimal() {
        return ValueType.of(ConnectLogicalTypes::numeric, (schema, value) -> plain((BigDecimal) value))
                .asText(TypeKind.INTEGERS, value -> Long.toString(whole((BigDecimal) value)))
                .as(Wire.NUMERIC, (value, array) -> array.addNumeric((BigDecimal) value))
                .as(Wire.FLOAT8, (value, array) -> array.addFloat8(((BigDecimal) value).doubleValue()))
                .as(Wire.INT8, (value, array) -> array.addInt8(whole((BigDecimal) value)));
    }

    /** Returns numeric with the precision where Tandem's or Debezium's parameters give it; otherwise any number, held exactly. */
    private static PgType numeric(Schema schema) {
        Optional<Integer> known = number(schema, Decimal.SCALE_FIELD);
        if (known.isEmpty()) {
            return TypeKind.NUMERIC.type();
        }
        int scale = known.get();
        return SourceColumn.length(schema)
                .or(() -> number(schema, "connect.decimal.precision"))
                .filter(digits -> digits > 0 && digits <= MOST_DIGITS && scale >= 0 && scale <= digits)
                .map(digits -> TypeKind.NUMERIC.type(digits, scale))
                .orElse(TypeKind.NUMERIC.type());
    }

    /** Returns all digits of a number, without an exponent. */
    static String plain(BigDecimal number) {
        checkSize(number);
        return number.toPlainString();
    }

    /** Rejects a number of more digits than Postgres stores, of which the binary format would lose some. */
    static void checkSize(BigDecimal number) {
        if (number.scale() > MAX_SCALE || (long) number.precision() - number.scale() > MAX_WHOLE_DIGITS) {
            throw new UnwritableValueException("The number has more than " + MAX_WHOLE_DIGITS + " digits before or "
                    + MAX_SCALE + " after the point, which Postgres does not store.");
        }
    }

    /** Returns a decimal that is whole as an integer; others are not rounded. */
    static long whole(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException fraction) {
            throw new UnwritableValueException("The number is not a whole number that the column can hold.");
        }
    }

    private static Optional<Integer> number(Schema schema, String parameter) {
        String text = schema.parameters() == null ? null : schema.parameters().get(parameter);
        try {
            return text == null ? Optional.empty() : Optional.of(Integer.valueOf(text.strip()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static long millis(Object value) {
        return ((java.util.Date) value).getTime();
    }

    /** Returns the milliseconds of a date. Connect's converters reject dates with a time of day, but a transform can make them. */
    private static long midnight(Object value) {
        long millis = millis(value);
        if (millis % MILLIS_A_DAY != 0) {
            throw new UnwritableValueException(
                    "The date has a time of day. Have the transform that made it use Connect's Timestamp.");
        }
        return millis;
    }

    private static long days(long millis) {
        int infinity = DebeziumInfinity.MILLIS.sign(millis);
        return infinity != 0 ? DebeziumInfinity.DAYS.number(infinity) : Math.floorDiv(millis, MILLIS_A_DAY);
    }
}
