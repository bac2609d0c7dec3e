/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Date;

/**
 * A reader of one field's values, which turns any of Salesforce's forms into one Connect form: texts are those of Bulk's CSV, JSON nodes
 * those of REST and of change events. Salesforce has no empty texts, and Bulk writes nulls as such, so they are null.
 */
interface ValueReader {
    ValueReader TEXT = text -> text;

    /** Types such as anyType and complexvalue may hold structures, which become their JSON. */
    ValueReader STRUCTURE = new ValueReader() {
        @Override
        public Object parse(String text) {
            return text;
        }

        @Override
        public Object read(JsonNode node) {
            if (node != null && node.isContainerNode()) {
                return node.toString();
            }
            return ValueReader.super.read(node);
        }
    };

    ValueReader BOOLEAN = text -> switch (text) {
        case "true", "1" -> Boolean.TRUE;
        case "false", "0" -> Boolean.FALSE;
        default -> throw new IllegalArgumentException("neither true nor false");
    };

    ValueReader INT32 = text -> Math.toIntExact(Numbers.int64(text));

    ValueReader INT64 = Numbers::int64;

    ValueReader FLOAT64 = new ValueReader() {
        @Override
        public Object parse(String text) {
            return Numbers.float64(text);
        }

        @Override
        public Object read(JsonNode node) {
            return node != null && node.isNumber() ? (Object) node.doubleValue() : ValueReader.super.read(node);
        }
    };

    ValueReader DECIMAL_TEXT = text -> new BigDecimal(text).toPlainString();

    /** Connect's Date, Time and Timestamp are all {@link Date}s. A number is of ms. */
    ValueReader DATE = text -> new Date(DateTimes.date(text));

    ValueReader TIME_OF_DAY = text -> new Date(DateTimes.time(text));

    ValueReader TIMESTAMP = text -> new Date(DateTimes.dateTime(text));

    /** Connect's Decimal has one scale. Salesforce may keep more decimals than the field shows, and those are not rounded. */
    static ValueReader decimal(int scale) {
        return text -> new BigDecimal(text).setScale(scale, RoundingMode.UNNECESSARY);
    }

    /** @throws RuntimeException of any kind when the text is of another type */
    Object parse(String text);

    /** Returns the value of a text, null for an empty one or for none. */
    default Object read(String text) {
        return text == null || text.isEmpty() ? null : parse(text);
    }

    /** Returns the value of a JSON node, null for none. */
    default Object read(JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isContainerNode()) {
            throw new IllegalArgumentException("a structure, not a value");
        }
        return read(node.asText());
    }
}
