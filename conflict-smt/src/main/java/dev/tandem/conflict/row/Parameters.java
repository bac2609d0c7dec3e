/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.event.SourceColumn;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/**
 * The schema parameters that are true for the values of two field schemas. A parameter that is missing on one side is dropped,
 * and so is one with two different values; lengths and scales grow instead.
 */
final class Parameters {
    /** The precision of a decimal in Confluent's converter. Connect itself stores only the scale. */
    private static final String DECIMAL_PRECISION = "connect.decimal.precision";

    /** The number of bits in {@code io.debezium.data.Bits}. */
    private static final String BITS_LENGTH = "length";

    private Parameters() {}

    static Map<String, String> join(Schema left, Schema right) {
        Map<String, String> joined = new HashMap<>();
        if (left.parameters() == null || right.parameters() == null) {
            return joined;
        }
        left.parameters().forEach((name, value) -> {
            if (value.equals(right.parameters().get(name))) {
                joined.put(name, value);
            }
        });
        joinSizes(joined, left.parameters(), right.parameters(), SourceColumn.LENGTH, SourceColumn.SCALE);
        joinSizes(joined, left.parameters(), right.parameters(), DECIMAL_PRECISION, Decimal.SCALE_FIELD);
        joinBits(joined, left.parameters(), right.parameters());
        return joined;
    }

    /** Joins lengths and scales. The digits before and after the decimal point grow independently. */
    private static void joinSizes(
            Map<String, String> joined,
            Map<String, String> left,
            Map<String, String> right,
            String length,
            String scale) {
        Integer leftScale = number(left.get(scale));
        Integer rightScale = number(right.get(scale));
        if ((leftScale == null) != (rightScale == null)) {
            joined.remove(length);
            joined.remove(scale);
            return;
        }
        int widestScale = leftScale == null ? 0 : Math.max(leftScale, rightScale);
        if (leftScale != null) {
            joined.put(scale, Integer.toString(widestScale));
        }
        Integer leftLength = number(left.get(length));
        Integer rightLength = number(right.get(length));
        if (leftLength == null || rightLength == null) {
            joined.remove(length);
            return;
        }
        int whole = Math.max(
                leftLength - (leftScale == null ? 0 : leftScale), rightLength - (rightScale == null ? 0 : rightScale));
        joined.put(length, Integer.toString(whole + widestScale));
    }

    /** Joins the lengths of Debezium's bit strings. Without one, a sink would pad them to whole bytes. */
    private static void joinBits(Map<String, String> joined, Map<String, String> left, Map<String, String> right) {
        Integer leftLength = number(left.get(BITS_LENGTH));
        Integer rightLength = number(right.get(BITS_LENGTH));
        if (leftLength != null && rightLength != null) {
            joined.put(BITS_LENGTH, Integer.toString(Math.max(leftLength, rightLength)));
        }
    }

    private static Integer number(String text) {
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
