/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/** Connect's own types, without a logical name. */
final class ConnectTypes {
    private static final int LONGEST_VARCHAR = 10_485_760;
    private static final Set<TypeKind> FLOATING =
            Collections.unmodifiableSet(EnumSet.of(TypeKind.NUMERIC, TypeKind.REAL, TypeKind.DOUBLE));
    /** The words that Debezium has for values that are not numbers, with {@code decimal.handling.mode=string}. */
    private static final Map<String, String> WORDS_OF_DEBEZIUM =
            Map.of("NAN", "NaN", "POSITIVE_INFINITY", "Infinity", "NEGATIVE_INFINITY", "-Infinity");

    private static final Map<Schema.Type, ValueType> TYPES = new EnumMap<>(Schema.Type.class);

    static {
        TYPES.put(Schema.Type.BOOLEAN, bool());
        TYPES.put(Schema.Type.INT8, integer(TypeKind.SMALLINT));
        TYPES.put(Schema.Type.INT16, integer(TypeKind.SMALLINT));
        TYPES.put(Schema.Type.INT32, integer(TypeKind.INTEGER));
        TYPES.put(Schema.Type.INT64, integer(TypeKind.BIGINT));
        TYPES.put(Schema.Type.FLOAT32, floating(TypeKind.REAL));
        TYPES.put(Schema.Type.FLOAT64, floating(TypeKind.DOUBLE));
        TYPES.put(Schema.Type.STRING, string());
        TYPES.put(Schema.Type.BYTES, bytes());
        TYPES.put(Schema.Type.ARRAY, NestedTypes.array());
        TYPES.put(Schema.Type.MAP, NestedTypes.json().asHstore(NestedTypes::hstore));
        TYPES.put(Schema.Type.STRUCT, NestedTypes.json());
    }

    private ConnectTypes() {}

    static ValueType of(Schema.Type type) {
        return TYPES.get(type);
    }

    private static ValueType bool() {
        return ValueType.of(TypeKind.BOOLEAN, Object::toString)
                .asText(TypeKind.INTEGERS, ConnectTypes::bit)
                .asText(TypeKind.BIT_STRINGS, ConnectTypes::bit)
                .as(Wire.BOOL, (value, array) -> array.addBool((Boolean) value))
                .as(Wire.INT8, (value, array) -> array.addInt8((Boolean) value ? 1 : 0));
    }

    private static String bit(Object value) {
        return (Boolean) value ? "1" : "0";
    }

    private static ValueType integer(TypeKind columnType) {
        return ValueType.of(columnType, Object::toString)
                .as(Wire.INT8, (value, array) -> array.addInt8(((Number) value).longValue()))
                .as(Wire.NUMERIC, (value, array) -> array.addNumeric(BigDecimal.valueOf(((Number) value).longValue())));
    }

    private static ValueType floating(TypeKind columnType) {
        return ValueType.of(columnType, Object::toString)
                .asText(TypeKind.INTEGERS, value -> Long.toString(whole(((Number) value).doubleValue())))
                .asText(TypeKind.MONEY, value -> plain((Number) value))
                .as(Wire.FLOAT8, (value, array) -> array.addFloat8(((Number) value).doubleValue()))
                .as(Wire.INT8, (value, array) -> array.addInt8(whole(((Number) value).doubleValue())));
    }

    /** Returns the number without an exponent. */
    private static String plain(Number number) {
        return Double.isFinite(number.doubleValue())
                ? new BigDecimal(number.toString()).toPlainString()
                : number.toString();
    }

    /** Returns a number that is whole as an integer; others are not rounded. */
    private static long whole(double number) {
        if (number != Math.rint(number) || Math.abs(number) >= 0x1p63) {
            throw new UnwritableValueException("The number is not a whole number that the column can hold.");
        }
        return (long) number;
    }

    private static ValueType string() {
        return ValueType.of(
                        schema -> SourceColumn.length(schema)
                                .filter(length -> length > 0 && length <= LONGEST_VARCHAR)
                                .map(TypeKind.VARCHAR::type)
                                .orElse(TypeKind.TEXT.type()),
                        (schema, value) -> (String) value)
                .asText(FLOATING, value -> WORDS_OF_DEBEZIUM.getOrDefault((String) value, (String) value))
                .asText(TypeKind.MONEY, value -> NumberText.ofMoney((String) value));
    }

    private static ValueType bytes() {
        return ValueType.of(TypeKind.BYTEA, value -> "\\x" + HexFormat.of().formatHex(bytes(value)))
                .as(Wire.BYTEA, (value, array) -> array.addBytes(bytes(value)));
    }

    /** Connect allows both forms for the type BYTES. */
    static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
