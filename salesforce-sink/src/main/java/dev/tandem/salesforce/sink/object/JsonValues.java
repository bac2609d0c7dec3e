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
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Values of records in Salesforce's JSON. Knows the logical types of Connect and of Debezium. Pure. */
final class JsonValues {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'", Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int MAX_DIGITS = 1_100;

    private JsonValues() {}

    /**
     * Returns a value as JSON of the type that the field has, since Salesforce rejects any other. Text that spells the value of a
     * number or checkbox is converted, and so is any plain value for a text field.
     *
     * @param schema the value's schema; null if there is none
     * @param type the type of the field in Salesforce; UNKNOWN keeps the type of the value
     * @throws UnwritableRecordException if Salesforce has no such values
     */
    static JsonNode of(Schema schema, Object value, FieldType type) throws UnwritableRecordException {
        if (value == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            Object plain = plain(schema, value, type);
            return switch (type) {
                case INT, LONG ->
                    JsonNodeFactory.instance.numberNode(number(plain).toBigIntegerExact());
                case DOUBLE, CURRENCY, PERCENT -> JsonNodeFactory.instance.numberNode(number(plain));
                case BOOLEAN -> checkbox(plain);
                case DATE, DATETIME, TIME -> time(plain);
                case UNKNOWN, ANYTYPE, COMPLEXVALUE, JSON, FLOATARRAY -> ofOwnType(plain);
                default -> JsonNodeFactory.instance.textNode(text(plain));
            };
        } catch (ArithmeticException | DateTimeException | IllegalArgumentException impossible) {
            throw new UnwritableRecordException("the value is not possible in a field of type "
                    + type.name().toLowerCase(Locale.ROOT) + ". Correct it.");
        }
    }

    /** Returns a text, a boolean, a decimal, or base64 text. */
    private static Object plain(Schema schema, Object value, FieldType type) throws UnwritableRecordException {
        String time = time(schema, value, type);
        if (time != null) {
            return time;
        } else if (value instanceof String text) {
            return whole(text);
        } else if (value instanceof Boolean) {
            return value;
        } else if (value instanceof Number number) {
            return bounded(new BigDecimal(number.toString()));
        } else if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        } else if (value instanceof ByteBuffer buffer) {
            return Base64.getEncoder().encodeToString(bytes(buffer));
        } else if (value instanceof Struct struct
                && "io.debezium.data.VariableScaleDecimal"
                        .equals(struct.schema().name())) {
            return bounded(new BigDecimal(new BigInteger(struct.getBytes("value")), struct.getInt32("scale")));
        }
        throw new UnwritableRecordException(
                "it is a list, a map or a struct, which Salesforce does not have. Flatten or convert it first.");
    }

    /** Rejects half of a surrogate pair, which has no encoding and would silently become a question mark. */
    private static String whole(String text) {
        if (text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("half of a surrogate pair");
        }
        return text;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static BigDecimal number(Object plain) {
        if (plain instanceof Boolean) {
            throw new IllegalArgumentException("a boolean is not a number");
        }
        return plain instanceof BigDecimal number ? number : bounded(new BigDecimal((String) plain));
    }

    /** Rejects numbers that are longer than any double, because their plain notation could fill the memory. */
    private static BigDecimal bounded(BigDecimal number) {
        if (number.precision() > MAX_DIGITS || Math.abs((long) number.scale()) > MAX_DIGITS) {
            throw new IllegalArgumentException("a number of too many digits");
        }
        return number;
    }

    private static JsonNode checkbox(Object plain) {
        return JsonNodeFactory.instance.booleanNode(
                switch (plain.toString().toLowerCase(Locale.ROOT)) {
                    case "true", "1" -> true;
                    case "false", "0" -> false;
                    default -> throw new IllegalArgumentException("not a boolean");
                });
    }

    private static JsonNode time(Object plain) {
        if (plain instanceof String text) {
            return JsonNodeFactory.instance.textNode(text);
        }
        throw new IllegalArgumentException("a number or boolean without a type of time");
    }

    private static String text(Object plain) {
        return plain instanceof BigDecimal number ? number.toPlainString() : plain.toString();
    }

    private static JsonNode ofOwnType(Object plain) {
        if (plain instanceof BigDecimal number) {
            return JsonNodeFactory.instance.numberNode(number);
        }
        return plain instanceof Boolean bool
                ? JsonNodeFactory.instance.booleanNode(bool)
                : JsonNodeFactory.instance.textNode((String) plain);
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
        if (value instanceof String text) {
            return switch (name) {
                case "io.debezium.time.ZonedTimestamp" ->
                    DATE_TIME.format(OffsetDateTime.parse(text).toInstant());
                case "io.debezium.time.ZonedTime" ->
                    OffsetTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).format(TIME);
                default -> null;
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
