/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import org.apache.kafka.connect.errors.DataException;

/** Whole numbers in the forms that converters produce: any integer type, or a string of digits. */
final class Numbers {
    private Numbers() {}

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
}
