/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/**
 * The pairs of types that Postgres converts without an error, though the value then means something else: it reads the number 5 as
 * five seconds, 20240315 as a date, and 101 as bits. Pure.
 */
final class MisreadTypes {
    private static final Set<TypeKind> NUMBERS = EnumSet.of(
            TypeKind.SMALLINT, TypeKind.INTEGER, TypeKind.BIGINT, TypeKind.NUMERIC, TypeKind.REAL, TypeKind.DOUBLE);
    /** The types whose values are numbers, so that digits have another meaning than in bits. */
    private static final Set<TypeKind> COUNTED = EnumSet.of(
            TypeKind.SMALLINT,
            TypeKind.INTEGER,
            TypeKind.BIGINT,
            TypeKind.NUMERIC,
            TypeKind.REAL,
            TypeKind.DOUBLE,
            TypeKind.MONEY,
            TypeKind.OID);

    private static final Set<TypeKind> TEXTS = EnumSet.of(TypeKind.TEXT, TypeKind.VARCHAR);
    private static final Set<TypeKind> DATES_AND_TIMES =
            EnumSet.of(TypeKind.DATE, TypeKind.TIMESTAMP, TypeKind.TIMESTAMPTZ);
    private static final Set<TypeKind> TIMES_OF_DAY = EnumSet.of(TypeKind.TIME, TypeKind.TIMETZ);
    /** The types of columns that keep the digits of bits as they are, or in which one bit is what it was, and more are an error. */
    private static final Set<TypeKind> HOLD_BITS = EnumSet.of(
            TypeKind.TEXT, TypeKind.VARCHAR, TypeKind.CHAR, TypeKind.CITEXT, TypeKind.NAME, TypeKind.BOOLEAN);
    /** The types of columns that read any text as words. */
    private static final Set<String> SEARCHED = Set.of("tsvector", "tsquery");
    /** The types that read digits as an address. */
    private static final Set<String> ADDRESSES = Set.of("inet", "cidr", "macaddr", "macaddr8");

    private MisreadTypes() {}

    /**
     * Returns the encoder with a check of each value before it, if the column might misread such values; else the encoder itself.
     *
     * @param kind the kind of the column or its elements, or that of the bounds of a range
     */
    static Encoder guard(PgType column, TypeKind kind, Schema schema, Encoder encoder) {
        Optional<String> reason = readsBraces(column, schema)
                ? Optional.of("The column would read the braces of a map or struct as its own. Use jsonb.")
                : reason(kind, column.name(), column.array() ? kindOf(schema) : ownKind(schema));
        if (reason.isEmpty()) {
            return encoder;
        }
        boolean bits = TypeKind.BIT_STRINGS.contains(kind);
        return (value, array) -> {
            if (column.array() ? isMisread(value, bits) : value != null && !isBit(value, bits)) {
                throw new UnwritableValueException(reason.get());
            }
            encoder.encode(value, array);
        };
    }

    /** Returns whether the text of an empty map or struct would be an empty array or multirange. */
    private static boolean readsBraces(PgType column, Schema schema) {
        boolean isObject = schema.type() == Schema.Type.MAP || schema.type() == Schema.Type.STRUCT;
        return isObject
                && ownKind(schema) == TypeKind.JSONB
                && (column.array() || column.name().endsWith("multirange"));
    }

    private static Optional<String> reason(TypeKind column, String name, TypeKind value) {
        boolean isTime =
                TIMES_OF_DAY.contains(column) || DATES_AND_TIMES.contains(column) || column == TypeKind.INTERVAL;
        boolean isBits = TypeKind.BIT_STRINGS.contains(value);
        if (column == TypeKind.BYTEA && value != TypeKind.BYTEA && !TEXTS.contains(value)) {
            return Optional.of("The column would read the value's text as bytes. Have the source send bytes or text.");
        }
        if (ADDRESSES.contains(name) && !TEXTS.contains(value)) {
            return Optional.of("The column would read the digits as an address. Have the source send text.");
        }
        if (name.endsWith("range") && value == TypeKind.ARRAY) {
            return Optional.of("The column would read the array as a range. Have the source send text.");
        }
        boolean isNested = value == TypeKind.JSONB || value == TypeKind.ARRAY;
        if (isNested && isTime) {
            return Optional.of(
                    "The column would read a number in an array or in JSON as a time. Have the source send a date or time.");
        }
        if (isNested && SEARCHED.contains(name)) {
            return Optional.of("The column would read an array or JSON as words. Have the source send text.");
        }
        if (isBits && !TypeKind.BIT_STRINGS.contains(column) && !HOLD_BITS.contains(column)) {
            return Optional.of("The column would not read the bits as bits. Give it the type bit varying.");
        }
        if (DATES_AND_TIMES.contains(value) && (COUNTED.contains(column) || column == TypeKind.INTERVAL)) {
            return Optional.of(
                    "The value is a date, of which the column would only read infinity. Use a column for dates.");
        }
        if (NUMBERS.contains(value) && isTime) {
            return Optional.of(
                    "The number has no unit of time. Have the source send a type of dates, times or durations,"
                            + " such as Connect's Timestamp or io.debezium.time.MicroDuration, or text.");
        }
        if (NUMBERS.contains(value) && TypeKind.BIT_STRINGS.contains(column)) {
            return Optional.of(
                    "The number is not a string of bits. Have the source send io.debezium.data.Bits or text.");
        }
        return TIMES_OF_DAY.contains(column) && DATES_AND_TIMES.contains(value)
                ? Optional.of("The value has a date, which the column would drop. Use a column of type timestamp.")
                : Optional.empty();
    }

    /** Returns the kind of column that suits such values, or such elements. */
    private static TypeKind kindOf(Schema schema) {
        return schema.type() == Schema.Type.ARRAY ? kindOf(schema.valueSchema()) : ownKind(schema);
    }

    private static TypeKind ownKind(Schema schema) {
        return ValueTypes.of(schema).columnType(schema).kind();
    }

    /** Returns whether a value, or some element, is there to be misread. As a bit, 0 and 1 are what they are as numbers. */
    private static boolean isMisread(Object value, boolean bits) {
        if (value instanceof List<?> elements) {
            return elements.stream().anyMatch(element -> isMisread(element, bits));
        }
        return value != null && !isBit(value, bits);
    }

    private static boolean isBit(Object value, boolean bits) {
        return bits && value instanceof Number number && isBit(number);
    }

    private static boolean isBit(Number number) {
        BigDecimal exact = new BigDecimal(number.toString());
        return exact.signum() == 0 || exact.compareTo(BigDecimal.ONE) == 0;
    }
}
