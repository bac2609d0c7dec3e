/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The spelling of stored values in each interface. */
public enum Wire {
    /** {@code 2011-07-07T00:37:00.000+0000}, {@code 23.0}. */
    REST("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'"),
    /** {@code 2011-07-07T00:37:00.000Z}, {@code 23.0}. */
    BULK("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"),
    /** {@code 2011-07-07T00:37:00.000Z}, {@code 23}: the fraction only where there is one. */
    EVENT("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"),
    /** Change events as some orgs send them, without milliseconds. */
    EVENT_SECONDS("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'");

    private final DateTimeFormatter datetime;

    Wire(String datetimePattern) {
        this.datetime = DateTimeFormatter.ofPattern(datetimePattern).withZone(ZoneOffset.UTC);
    }

    /** The JSON form of a stored value; null is JSON's null. */
    public JsonNode json(Object stored) {
        if (stored == null) {
            return JSON.nullNode();
        }
        if (stored instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (stored instanceof Long integer) {
            return JSON.numberNode(integer);
        }
        if (stored instanceof BigDecimal decimal) {
            return JSON.numberNode(spelled(decimal));
        }
        return JSON.textNode(text(stored));
    }

    /** The text form of a stored value; null is empty text. */
    public String text(Object stored) {
        if (stored == null) {
            return "";
        }
        if (stored instanceof Instant instant) {
            return datetime.format(instant);
        }
        if (stored instanceof LocalTime time) {
            return TIME.format(time);
        }
        if (stored instanceof BigDecimal decimal) {
            return spelled(decimal).toPlainString();
        }
        return stored.toString();
    }

    private BigDecimal spelled(BigDecimal decimal) {
        boolean whole = decimal.scale() <= 0;
        return whole && (this == REST || this == BULK) ? decimal.setScale(1) : decimal;
    }
}
