/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.kafka.connect.errors.DataException;

/** The value of a version field as one number with the same order. Values that would lose precision are rejected. */
final class FieldVersion {
    private static final int TIE_BITS = 20;
    /** The digits after the point of a decimal that count. */
    private static final int SCALE = 6;

    private final String field;
    private final boolean hasSchema;
    private final Times times;

    /** @param times reads the field if it holds points in time */
    FieldVersion(String field, boolean hasSchema, Times times) {
        this.field = field;
        this.hasSchema = hasSchema;
        this.times = times;
    }

    /**
     * Returns the version: whole numbers unchanged, decimals with a scale in millionths (so that the order survives a change of the
     * scale), floating numbers by their bits, and points in time in µs since the epoch, except that Debezium's ns stay ns.
     */
    long of(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return ofFloat(((Number) value).doubleValue());
        }
        if (value instanceof BigDecimal) {
            return ofDecimal((BigDecimal) value);
        }
        if (value instanceof Number) {
            long number = ((Number) value).longValue();
            return times.isInMillis() ? WholeNumbers.microsOfMillis(number, field) : number;
        }
        if (value instanceof String && isWholeNumber((String) value)) {
            return WholeNumbers.whole(value, field);
        }
        return times.exactMicros(value);
    }

    /**
     * Returns the version with the low bits of a second value, which orders equal versions.
     *
     * @param version a result of {@link #of}; points in time count in ms, so that they leave room
     */
    long withTie(Object value, long tie) {
        long version = of(value);
        boolean isNumber = value instanceof Number || (value instanceof String text && isWholeNumber(text));
        boolean isTime = !isNumber || times.isInMillis();
        if (isTime && version % 1_000 == 0) {
            version /= 1_000;
        }
        if (version >> (Long.SIZE - 1 - TIE_BITS) != 0) {
            throw new DataException("Field " + field + " is too great or too precise for a second version field. Use "
                    + ShapeSettings.VERSION_FIELD + " with one field, or whole numbers of up to 43 bits.");
        }
        return version << TIE_BITS | (tie & ((1L << TIE_BITS) - 1));
    }

    private long ofFloat(double number) {
        if (Double.isNaN(number)) {
            throw new DataException("Field " + field + " is not a number, so the change cannot be ordered.");
        }
        if (!hasSchema) {
            if (number != Math.rint(number) || Math.abs(number) > 1L << 53) {
                throw new DataException(
                        "Field " + field + " is a fraction, which cannot be compared with whole numbers without a"
                                + " schema. Use a converter with schemas, or another field for "
                                + ShapeSettings.VERSION_FIELD + ".");
            }
            return (long) number;
        }
        // Adding zero turns -0.0 into 0.0. The bits of negative numbers are in reverse order.
        long bits = Double.doubleToLongBits(number + 0.0);
        return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
    }

    private long ofDecimal(BigDecimal number) {
        BigDecimal exact = number.scale() > SCALE ? number.stripTrailingZeros() : number;
        if (exact.scale() <= SCALE) {
            BigInteger digits = exact.setScale(number.scale() > 0 ? SCALE : 0).unscaledValue();
            if (digits.bitLength() < Long.SIZE) {
                return digits.longValue();
            }
        }
        throw new DataException("Field " + field + " has more than " + SCALE
                + " digits after the point or more than 63 bits in all, so the change cannot be ordered. Use another field for "
                + ShapeSettings.VERSION_FIELD + ".");
    }

    private static boolean isWholeNumber(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        return text.length() > start && text.chars().skip(start).allMatch(letter -> letter >= '0' && letter <= '9');
    }
}
