/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import org.apache.kafka.connect.errors.DataException;

/** Whole numbers in the forms that converters produce: any integer type, or a string of digits. */
final class WholeNumbers {
    private WholeNumbers() {}

    static long whole(Object value, String field) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof String) {
            try {
                return Long.parseLong((String) value);
            } catch (NumberFormatException e) {
                // The cause is left out because its message contains the value.
                throw new DataException("Field " + field + " is not a whole number.");
            }
        }
        throw new DataException("Field " + field + (value == null ? " is null." : " is not a whole number."));
    }

    /** Returns milliseconds as microseconds. */
    static long microsOfMillis(long millis, String field) {
        if (millis > Long.MAX_VALUE / 1_000 || millis < Long.MIN_VALUE / 1_000) {
            throw new DataException(
                    "Field " + field + " is a time that 63 bits of microseconds cannot express. Use another field.");
        }
        return millis * 1_000;
    }

    /** Returns text, or null. */
    static String text(Object value, String field) {
        if (value != null && !(value instanceof String)) {
            throw new DataException("Field " + field + " is not text.");
        }
        return (String) value;
    }
}
