/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import dev.tandem.event.DebeziumInfinity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Debezium's semantic types, known by the names of their schemas; nothing of Debezium is needed. */
final class DebeziumTypes {
    private static final String VARIABLE_SCALE_DECIMAL = "io.debezium.data.VariableScaleDecimal";
    private static final long NANOS_A_MICRO = 1000;
    private static final long MICROS_A_MILLI = 1000;

    private DebeziumTypes() {}

    static Map<String, ValueType> all() {
        Map<String, ValueType> types = new HashMap<>();
        types.put("io.debezium.time.Date", date());
        types.put("io.debezium.time.Timestamp", timestamp(DebeziumInfinity.MILLIS, MICROS_A_MILLI, 1));
        types.put("io.debezium.time.MicroTimestamp", timestamp(DebeziumInfinity.MICROS, 1, 1));
        types.put("io.debezium.time.NanoTimestamp", timestamp(DebeziumInfinity.NANOS, 1, NANOS_A_MICRO));
        types.put("io.debezium.time.Time", time(MICROS_A_MILLI, 1));
        types.put("io.debezium.time.MicroTime", time(1, 1));
        types.put("io.debezium.time.NanoTime", time(1, NANOS_A_MICRO));
        types.put(
                "io.debezium.time.ZonedTimestamp",
                ValueType.of(TypeKind.TIMESTAMPTZ, value -> TimeText.withEra((String) value))
                        .asText(TypeKind.TIMESTAMP, value -> TimeText.inUtc((String) value))
                        .asText(TypeKind.DATE, value -> TimeText.inUtc((String) value)));
        types.put(
                "io.debezium.time.ZonedTime",
                string(TypeKind.TIMETZ).asText(TypeKind.TIME, value -> TimeText.withoutZone((String) value)));
        types.put("io.debezium.time.Interval", string(TypeKind.INTERVAL));
        types.put("io.debezium.time.IsoDate", ValueType.of(TypeKind.DATE, value -> TimeText.ofIso((String) value)));
        types.put("io.debezium.time.IsoTime", ValueType.of(TypeKind.TIME, value -> TimeText.ofIso((String) value)));
        types.put(
                "io.debezium.time.IsoTimestamp",
                ValueType.of(TypeKind.TIMESTAMP, value -> TimeText.ofIso((String) value))
                        .asText(TypeKind.TIMESTAMPTZ, value -> TimeText.ofIso((String) value) + "Z"));
        types.put(
                "io.debezium.data.Json",
                string(TypeKind.JSONB).asText(TypeKind.HSTORE, value -> NestedTypes.hstoreOfJson((String) value)));
        types.put("io.debezium.data.Uuid", string(TypeKind.UUID));
        types.put("io.debezium.data.Xml", string(TypeKind.XML));
        types.put("io.debezium.data.Enum", string(TypeKind.TEXT));
        types.put("io.debezium.data.EnumSet", string(TypeKind.TEXT));
        types.put("io.debezium.data.Ltree", string(TypeKind.TEXT));
        types.put("io.debezium.data.Bits", ValueType.of(schema -> TypeKind.VARBIT.type(), DebeziumTypes::bits));
        types.put(VARIABLE_SCALE_DECIMAL, variableScaleDecimal());
        types.put("io.debezium.time.MicroDuration", ValueType.of(TypeKind.INTERVAL, value -> value + " microseconds"));
        types.put(
                "io.debezium.time.NanoDuration",
                ValueType.of(TypeKind.INTERVAL, value -> micros(value, 1, NANOS_A_MICRO) + " microseconds"));
        types.put(
                "io.debezium.data.SparseDoubleVector", NestedTypes.json().asTextOf("sparsevec", DebeziumTypes::sparse));
        types.putAll(GeometryTypes.all());
        types.putAll(StructuredTimes.all());
        return types;
    }

    private static ValueType string(TypeKind columnType) {
        return ValueType.of(columnType, value -> (String) value);
    }

    /** Returns whether values of this schema are numbers, though they are structs. */
    static boolean isVariableScaleDecimal(Schema schema) {
        return schema != null && VARIABLE_SCALE_DECIMAL.equals(schema.name());
    }

    private static ValueType variableScaleDecimal() {
        return ValueType.of(TypeKind.NUMERIC, value -> ConnectLogicalTypes.plain(decimal(value)))
                .asText(TypeKind.INTEGERS, value -> Long.toString(ConnectLogicalTypes.whole(decimal(value))))
                .as(Wire.NUMERIC, (value, array) -> array.addNumeric(decimal(value)))
                .as(Wire.INT8, (value, array) -> array.addInt8(ConnectLogicalTypes.whole(decimal(value))));
    }

    private static BigDecimal decimal(Object value) {
        Struct struct = (Struct) value;
        return new BigDecimal(new BigInteger(struct.getBytes("value")), struct.getInt32("scale"));
    }

    /** Returns the text of pgvector's sparse vectors, whose indexes Debezium keeps. */
    private static String sparse(Object value) {
        Struct struct = (Struct) value;
        return struct.getMap("vector").entrySet().stream()
                        .map(element -> element.getKey() + ":" + element.getValue())
                        .collect(Collectors.joining(",", "{", "}"))
                + "/" + struct.get("dimensions");
    }

    /** Returns a bit string from its highest bit, which may be shorter than its bytes. Debezium's bytes are little-endian. */
    private static String bits(Schema schema, Object value) {
        StringBuilder bits = new StringBuilder();
        for (byte one : ConnectTypes.bytes(value)) {
            bits.insert(0, Integer.toBinaryString(0x100 | (one & 0xff)).substring(1));
        }
        int surplus = bits.length() - length(schema).orElse(bits.length());
        return surplus > 0 && bits.lastIndexOf("1", surplus - 1) < 0 ? bits.substring(surplus) : bits.toString();
    }

    private static Optional<Integer> length(Schema bits) {
        String length = bits.parameters() == null ? null : bits.parameters().get("length");
        return Optional.ofNullable(length)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf);
    }

    private static ValueType date() {
        return ValueType.of(TypeKind.DATE, value -> TimeText.date(day(value)))
                .as(Wire.DATE, (value, array) -> array.addDate(day(value)));
    }

    private static long day(Object value) {
        int infinity = DebeziumInfinity.DAYS.sign(number(value));
        return infinity == 0 ? number(value) : DebeziumInfinity.DAYS.number(infinity);
    }

    private static ValueType timestamp(DebeziumInfinity infinities, long multiplier, long divisor) {
        ToLongFunction<Object> micros = value -> {
            int infinity = infinities.sign(number(value));
            return infinity == 0 ? micros(value, multiplier, divisor) : DebeziumInfinity.MICROS.number(infinity);
        };
        return ValueType.of(TypeKind.TIMESTAMP, value -> TimeText.timestamp(micros.applyAsLong(value), ""))
                .as(Wire.TIMESTAMP, (value, array) -> array.addTimestamp(micros.applyAsLong(value)))
                .as(Wire.TIMESTAMPTZ, (value, array) -> array.addTimestamp(micros.applyAsLong(value)));
    }

    private static ValueType time(long multiplier, long divisor) {
        return TimeText.timeOfDay(value -> micros(value, multiplier, divisor));
    }

    private static long micros(Object value, long multiplier, long divisor) {
        long number = Math.multiplyExact(number(value), multiplier);
        if (number % divisor != 0) {
            throw new UnwritableValueException(
                    "The time has nanoseconds, but Postgres has only microseconds. Have the source send microseconds.");
        }
        return number / divisor;
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
