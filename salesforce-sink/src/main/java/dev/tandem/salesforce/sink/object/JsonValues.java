/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tandem.salesforce.client.rest.FieldType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import org.apache.kafka.connect.data.Schema;

/** Values of records in Salesforce's JSON. Knows the logical types of Connect and of Debezium. Pure. */
final class JsonValues {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'", Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private JsonValues() {}

    /**
     * Returns a value as JSON.
     *
     * @param schema the value's schema; null if there is none
     * @param type the type of the field in Salesforce
     * @throws UnwritableRecordException if Salesforce has no such values
     */
    static JsonNode of(Schema schema, Object value, FieldType type) throws UnwritableRecordException {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value == null) {
            return json.nullNode();
        }
        String time = time(schema, value, type);
        if (time != null) {
            return json.textNode(time);
        } else if (value instanceof String text) {
            return json.textNode(text);
        } else if (value instanceof Boolean bool) {
            return json.booleanNode(bool);
        } else if (value instanceof Number number) {
            return json.numberNode(new BigDecimal(number.toString()));
        } else if (value instanceof byte[] bytes) {
            return json.textNode(Base64.getEncoder().encodeToString(bytes));
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return json.textNode(Base64.getEncoder().encodeToString(bytes));
        }
        throw new UnwritableRecordException(
                "it is a list, a map or a struct, which Salesforce does not have. Flatten or convert it first.");
    }

    /** Returns a date or time in Salesforce's spelling; null if the value is none, or is text already. */
    private static String time(Schema schema, Object value, FieldType type) {
        String name = schema == null || schema.name() == null ? "" : schema.name();
        if (value instanceof Date date) {
            return switch (name) {
                case "org.apache.kafka.connect.data.Date" -> date(date.toInstant());
                case "org.apache.kafka.connect.data.Time" -> clock(date.getTime() * 1_000_000);
                default -> type == FieldType.DATE ? date(date.toInstant()) : DATE_TIME.format(date.toInstant());
            };
        }
        if (!(value instanceof Number number)) {
            return null;
        }
        long amount = number.longValue();
        return switch (name) {
            case "io.debezium.time.Date" -> LocalDate.ofEpochDay(amount).toString();
            case "io.debezium.time.Time" -> clock(amount * 1_000_000);
            case "io.debezium.time.MicroTime" -> clock(amount * 1_000);
            case "io.debezium.time.NanoTime" -> clock(amount);
            case "io.debezium.time.Timestamp" -> DATE_TIME.format(Instant.ofEpochMilli(amount));
            case "io.debezium.time.MicroTimestamp" ->
                DATE_TIME.format(Instant.ofEpochSecond(
                        Math.floorDiv(amount, 1_000_000L), Math.floorMod(amount, 1_000_000L) * 1_000));
            case "io.debezium.time.NanoTimestamp" ->
                DATE_TIME.format(Instant.ofEpochSecond(
                        Math.floorDiv(amount, 1_000_000_000L), Math.floorMod(amount, 1_000_000_000L)));
            default -> null;
        };
    }

    private static String date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    private static String clock(long nanos) {
        return LocalTime.ofNanoOfDay(nanos).format(TIME);
    }
}
