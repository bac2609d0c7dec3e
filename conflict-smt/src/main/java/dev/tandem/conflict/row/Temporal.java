/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.event.DebeziumInfinity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The date and time types of Connect and Debezium, which count units: since the epoch or since midnight, in UTC, or of a duration.
 * Among dates and timestamps, among times of day, and among durations, each type holds every value of those above it.
 */
enum Temporal {
    CONNECT_DATE(org.apache.kafka.connect.data.Date.LOGICAL_NAME, ChronoUnit.DAYS, Kind.INSTANT),
    DATE("io.debezium.time.Date", ChronoUnit.DAYS, Kind.INSTANT),
    CONNECT_TIMESTAMP(Timestamp.LOGICAL_NAME, ChronoUnit.MILLIS, Kind.INSTANT),
    TIMESTAMP("io.debezium.time.Timestamp", ChronoUnit.MILLIS, Kind.INSTANT),
    MICRO_TIMESTAMP("io.debezium.time.MicroTimestamp", ChronoUnit.MICROS, Kind.INSTANT),
    NANO_TIMESTAMP("io.debezium.time.NanoTimestamp", ChronoUnit.NANOS, Kind.INSTANT),
    /** Text, so it is never converted to another type of this list. */
    ZONED_TIMESTAMP("io.debezium.time.ZonedTimestamp", ChronoUnit.NANOS, Kind.INSTANT),
    CONNECT_TIME(Time.LOGICAL_NAME, ChronoUnit.MILLIS, Kind.TIME_OF_DAY),
    TIME("io.debezium.time.Time", ChronoUnit.MILLIS, Kind.TIME_OF_DAY),
    MICRO_TIME("io.debezium.time.MicroTime", ChronoUnit.MICROS, Kind.TIME_OF_DAY),
    NANO_TIME("io.debezium.time.NanoTime", ChronoUnit.NANOS, Kind.TIME_OF_DAY),
    MICRO_DURATION("io.debezium.time.MicroDuration", ChronoUnit.MICROS, Kind.DURATION),
    NANO_DURATION("io.debezium.time.NanoDuration", ChronoUnit.NANOS, Kind.DURATION);

    private enum Kind {
        INSTANT,
        TIME_OF_DAY,
        DURATION
    }

    private static final Duration ONE_DAY = Duration.ofDays(1);

    private static final Map<String, Temporal> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(type -> type.schemaName, Function.identity()));

    private final String schemaName;
    private final ChronoUnit unit;
    private final Kind kind;

    Temporal(String schemaName, ChronoUnit unit, Kind kind) {
        this.schemaName = schemaName;
        this.unit = unit;
        this.kind = kind;
    }

    /** Returns the type with this schema's name; null for schemas of anything else. */
    static Temporal of(Schema schema) {
        return schema.name() == null ? null : BY_NAME.get(schema.name());
    }

    /** Returns whether one of the two types holds the values of both. */
    boolean comparable(Temporal other) {
        return kind == other.kind;
    }

    /** Converts a value of this type to a type that holds all of its values. */
    Object convert(Object value, Temporal wider) {
        long count = count(value);
        int infinity = infinity(count);
        if (wider == ZONED_TIMESTAMP) {
            return infinity == 0 ? zoned(count) : infinityWord(infinity);
        }
        if (infinity != 0) {
            return infinite(infinity, wider);
        }
        long ratio = unit.getDuration().dividedBy(wider.unit.getDuration());
        return wider.value(Math.multiplyExact(count, ratio));
    }

    /** Returns 1 for a value that stands for infinity, -1 for the negative one, and 0 for any other. */
    private int infinity(long count) {
        return kind == Kind.INSTANT ? infinities().sign(count) : 0;
    }

    private DebeziumInfinity infinities() {
        switch (unit) {
            case DAYS:
                return DebeziumInfinity.DAYS;
            case MILLIS:
                return DebeziumInfinity.MILLIS;
            case MICROS:
                return DebeziumInfinity.MICROS;
            default:
                return DebeziumInfinity.NANOS;
        }
    }

    private static String infinityWord(int sign) {
        return sign > 0 ? "infinity" : "-infinity";
    }

    /** Returns the value of another type that stands for infinity. */
    private static Object infinite(int sign, Temporal type) {
        return type.value(type.infinities().number(sign));
    }

    private String zoned(long count) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.EPOCH.plus(count, unit).atOffset(ZoneOffset.UTC));
    }

    String text(Object value) {
        if (this == ZONED_TIMESTAMP) {
            return (String) value;
        }
        long count = count(value);
        switch (kind) {
            case TIME_OF_DAY:
                return timeOfDay(Duration.of(count, unit));
            case DURATION:
                return Duration.of(count, unit).toString();
            default:
                return infinity(count) == 0 ? dateText(count) : infinityWord(infinity(count));
        }
    }

    private String dateText(long count) {
        return unit == ChronoUnit.DAYS
                ? LocalDate.ofEpochDay(count).toString()
                : Instant.EPOCH.plus(count, unit).atOffset(ZoneOffset.UTC).toString();
    }

    /** Returns the time, as a duration if it is negative or longer than a day, as those of MySQL may be. */
    private static String timeOfDay(Duration time) {
        if (time.equals(ONE_DAY)) {
            return "24:00";
        }
        boolean isWithinDay = !time.isNegative() && time.compareTo(ONE_DAY) < 0;
        return isWithinDay ? LocalTime.MIDNIGHT.plus(time).toString() : time.toString();
    }

    /** Returns the number of units. Connect's own types are java.util.Date in memory, Debezium's are numbers. */
    private long count(Object value) {
        return value instanceof Date
                ? Math.floorDiv(((Date) value).getTime(), unit.getDuration().toMillis())
                : ((Number) value).longValue();
    }

    private Object value(long count) {
        switch (this) {
            case CONNECT_DATE:
            case CONNECT_TIMESTAMP:
            case CONNECT_TIME:
                return new Date(Math.multiplyExact(count, unit.getDuration().toMillis()));
            case DATE:
            case TIME:
                return Math.toIntExact(count);
            default:
                return count;
        }
    }
}
