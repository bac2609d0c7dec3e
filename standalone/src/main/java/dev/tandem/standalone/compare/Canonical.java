/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** One spelling for a value of a describe type, whether it comes from JSON or from a column; null stays null. */
final class Canonical {
    /** Salesforce's {@code 2026-11-23T10:00:00.000+0000}. */
    private static final DateTimeFormatter DATETIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    private Canonical() {}

    static String ofJson(String type, JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        return switch (type) {
            case "double", "currency", "percent", "int", "long" -> number(value.decimalValue());
            case "datetime" ->
                OffsetDateTime.parse(value.asText(), DATETIME).toInstant().toString();
            case "time" -> LocalTime.parse(value.asText().replace("Z", "")).toString();
            default -> value.asText();
        };
    }

    /** @param value what a JDBC driver gives for the column */
    static String ofColumn(String type, Object value) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case "double", "currency", "percent", "int", "long" -> number(new BigDecimal(value.toString()));
            case "datetime" -> ((OffsetDateTime) value).toInstant().toString();
            default -> value.toString();
        };
    }

    private static String number(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
