/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * The value of a version field as one number that orders like it. The unit depends on neither the scale of decimals nor the precision
 * of times, since a column's type may change while rows keep the versions that they have. Pure.
 */
final class VersionValue {
    /** The digits after the point of a decimal that count. */
    private static final int SCALE = 6;

    private static final String MILLIS = "io.debezium.time.Timestamp";
    private static final String DECIMAL = "io.debezium.data.VariableScaleDecimal";
    private static final String NANOS = "io.debezium.time.NanoTimestamp";

    private VersionValue() {}

    /**
     * Returns the version: whole numbers as they are, also as Debezium's decimals of variable scale, decimals with a scale in
     * millionths, floating-point numbers by their bits, times in µs since the epoch; null for anything else, and for what has more
     * digits.
     */
    static Long of(Schema schema, Object value) {
        if (value instanceof Double || value instanceof Float) {
            return sortable(((Number) value).doubleValue());
        }
        if (value instanceof BigDecimal decimal) {
            return unscaled(decimal);
        }
        if (value instanceof Struct struct && DECIMAL.equals(schema.name())) {
            return whole(struct);
        }
        if (value instanceof Number number) {
            return whole(schema, number.longValue());
        }
        if (value instanceof java.util.Date date) {
            return micros(date.getTime());
        }
        return value instanceof String text ? micros(text) : null;
    }

    /** Returns whether a time has digits that its version lacks, so that times within one µs have equal versions. */
    static boolean isFinerThanMicros(Schema schema, Object value) {
        if (value instanceof Long number) {
            return number % 1000 != 0 && NANOS.equals(schema.name());
        }
        return value instanceof String text && text.indexOf('.') >= 0 && hasNanos(text);
    }

    private static boolean hasNanos(String time) {
        int digit = time.indexOf('.') + 1 + SCALE;
        while (digit < time.length() && time.charAt(digit) == '0') {
            digit++;
        }
        return digit < time.length() && Character.isDigit(time.charAt(digit));
    }

    /** Returns a whole number in µs if its schema is that of a point in time of Debezium's, and unchanged otherwise. */
    private static Long whole(Schema schema, long number) {
        if (MILLIS.equals(schema.name())) {
            return micros(number);
        }
        return NANOS.equals(schema.name()) ? Math.floorDiv(number, 1000L) : number;
    }

    /** Returns milliseconds as microseconds; null if they are too many. */
    private static Long micros(long millis) {
        boolean fits = millis <= Long.MAX_VALUE / 1000 && millis >= Long.MIN_VALUE / 1000;
        return fits ? Long.valueOf(millis * 1000) : null;
    }

    private static Long unscaled(BigDecimal decimal) {
        BigDecimal exact = decimal.scale() > SCALE ? decimal.stripTrailingZeros() : decimal;
        if (exact.scale() > SCALE) {
            return null;
        }
        BigInteger digits = exact.setScale(decimal.scale() > 0 ? SCALE : 0).unscaledValue();
        return digits.bitLength() < Long.SIZE ? Long.valueOf(digits.longValue()) : null;
    }

    /** Returns a number with a scale of its own. A fraction is none: in millionths, it would be greater than larger whole numbers. */
    private static Long whole(Struct decimal) {
        BigDecimal number = new BigDecimal(new BigInteger(decimal.getBytes("value")), decimal.getInt32("scale"))
                .stripTrailingZeros();
        return number.scale() > 0 ? null : unscaled(number);
    }

    /** Returns the bits of a floating-point number, so that they order like the numbers. */
    private static Long sortable(double number) {
        if (Double.isNaN(number)) {
            return null;
        }
        long bits = Double.doubleToLongBits(number + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    private static Long micros(String text) {
        try {
            return ChronoUnit.MICROS.between(
                    java.time.Instant.EPOCH, OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }
}
