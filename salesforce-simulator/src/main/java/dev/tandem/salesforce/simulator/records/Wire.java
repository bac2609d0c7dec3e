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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The spelling of stored values in each interface. */
public enum Wire {
    /** {@code 2011-07-07T00:37:00.000+0000}, {@code 23.0}. */
    REST(Fraction.MILLIS, "+0000"),
    /** {@code 2011-07-07T00:37:00.000Z}, {@code 23.0}. */
    BULK(Fraction.MILLIS, "Z"),
    /** {@code 2011-07-07T00:37:00.000Z}, {@code 23}: the fraction only where there is one. */
    EVENT(Fraction.MILLIS, "Z"),
    /** Change events as some orgs send them, without milliseconds. */
    EVENT_SECONDS(Fraction.NONE, "Z");

    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'");

    private final Fraction fraction;
    private final String zone;

    Wire(Fraction fraction, String zone) {
        this.fraction = fraction;
        this.zone = zone;
    }

    private enum Fraction {
        NONE,
        MILLIS
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
            return datetime(instant.atOffset(ZoneOffset.UTC));
        }
        if (stored instanceof LocalTime time) {
            return TIME.format(time);
        }
        if (stored instanceof BigDecimal decimal) {
            return spelled(decimal).toPlainString();
        }
        return stored.toString();
    }

    /** Spells a datetime by hand. A formatter took a tenth of what a row of a snapshot costs the simulator. */
    private String datetime(OffsetDateTime utc) {
        StringBuilder text = new StringBuilder(32);
        padded(text, utc.getYear(), 1_000).append('-');
        padded(text, utc.getMonthValue(), 10).append('-');
        padded(text, utc.getDayOfMonth(), 10).append('T');
        padded(text, utc.getHour(), 10).append(':');
        padded(text, utc.getMinute(), 10).append(':');
        padded(text, utc.getSecond(), 10);
        if (fraction == Fraction.MILLIS) {
            padded(text.append('.'), utc.getNano() / 1_000_000, 100);
        }
        return text.append(zone).toString();
    }

    /** @param highest the value of the first digit */
    private static StringBuilder padded(StringBuilder text, int number, int highest) {
        for (int unit = highest; unit > Math.max(number, 1); unit /= 10) {
            text.append('0');
        }
        return text.append(number);
    }

    private BigDecimal spelled(BigDecimal decimal) {
        boolean whole = decimal.scale() <= 0;
        return whole && (this == REST || this == BULK) ? decimal.setScale(1) : decimal;
    }
}
