/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** The value of a version field as one number that orders like it. Pure. */
final class VersionValue {
    private VersionValue() {}

    /**
     * Returns the version: whole numbers as they are, decimals without their point (all of a field have the same scale), floating
     * numbers by their bits, times in µs since the epoch; null for anything else.
     */
    static Long of(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return sortable(((Number) value).doubleValue());
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.unscaledValue().bitLength() < Long.SIZE
                    ? Long.valueOf(decimal.unscaledValue().longValue())
                    : null;
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof java.util.Date date) {
            return date.getTime() * 1000;
        }
        return value instanceof String text ? micros(text) : null;
    }

    /** Returns the bits of a floating number, in an order that is that of the numbers. */
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
