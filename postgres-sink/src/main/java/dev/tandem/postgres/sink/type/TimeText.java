/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import dev.tandem.event.DebeziumInfinity;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.postgresql.PGStatement;

/** Dates and times as text that Postgres reads: ISO 8601, but with years before 1 as BC, and with its infinities. */
final class TimeText {
    private static final long MICROS_A_DAY = 86_400_000_000L;

    private TimeText() {}

    static String date(long epochDays) {
        if (epochDays == Integer.MAX_VALUE || epochDays == Integer.MIN_VALUE) {
            return infinity(epochDays > 0);
        }
        return day(epochDays) + era(epochDays);
    }

    /** @param zone what follows the time of day: {@code Z} or nothing */
    static String timestamp(long epochMicros, String zone) {
        if (epochMicros == PGStatement.DATE_POSITIVE_INFINITY || epochMicros == PGStatement.DATE_NEGATIVE_INFINITY) {
            return infinity(epochMicros > 0);
        }
        long days = Math.floorDiv(epochMicros, MICROS_A_DAY);
        return day(days) + "T" + time(Math.floorMod(epochMicros, MICROS_A_DAY)) + zone + era(days);
    }

    /**
     * Returns the type of times of day. MySQL's times are longer than a day, or negative, which only an interval can hold.
     *
     * @param micros the microseconds since midnight of a value
     */
    static ValueType timeOfDay(ToLongFunction<Object> micros) {
        return ValueType.of(TypeKind.TIME, value -> time(micros.applyAsLong(value)))
                .asText(TypeKind.INTERVAL, value -> micros.applyAsLong(value) + " microseconds")
                .as(Wire.TIME, (value, array) -> array.addTime(withinDay(micros.applyAsLong(value))));
    }

    private static long withinDay(long micros) {
        if (micros < 0 || micros > MICROS_A_DAY) {
            throw new UnwritableValueException("The time is not within a day. Give the column the type interval.");
        }
        return micros;
    }

    /** @param micros since midnight; a whole day is 24:00, which Postgres has and Java has not */
    private static String time(long micros) {
        return withinDay(micros) == MICROS_A_DAY
                ? "24:00:00"
                : LocalTime.ofNanoOfDay(micros * 1000).format(DateTimeFormatter.ISO_LOCAL_TIME);
    }

    private static String day(long epochDays) {
        LocalDate date = LocalDate.ofEpochDay(epochDays);
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(long epochDays) {
        return LocalDate.ofEpochDay(epochDays).getYear() > 0 ? "" : " BC";
    }

    /**
     * Returns an ISO 8601 date and time as Postgres reads it. ISO has signed years outside of 1 to 9999, and a year 0, which is
     * 1 BC.
     */
    static String withEra(String iso) {
        int end = iso.indexOf('-', 1);
        boolean signed = iso.startsWith("-") || iso.startsWith("+");
        if (end < 0 || (!signed && !iso.startsWith("0000-"))) {
            return iso;
        }
        String year = iso.substring(0, end);
        if (!year.matches("[+-]?\\d{4,9}")) {
            return iso;
        }
        int number = Integer.parseInt(year);
        return String.format(
                Locale.ROOT, "%04d%s%s", number > 0 ? number : 1 - number, iso.substring(end), number > 0 ? "" : " BC");
    }

    /** Returns a date, a time or both of Debezium's {@code isostring} mode, which has a Z behind each though none has a zone. */
    static String ofIso(String iso) {
        int infinity = DebeziumInfinity.signOfIso(iso);
        if (infinity != 0) {
            return infinity(infinity > 0);
        }
        return withEra(iso.endsWith("Z") ? iso.substring(0, iso.length() - 1) : iso);
    }

    /** Returns a date and time with an offset as the one in UTC, for a column without a zone, which would drop the offset. */
    static String inUtc(String iso) {
        try {
            OffsetDateTime utc = OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC);
            return withEra(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(utc));
        } catch (DateTimeException other) {
            TimeLoss.rejectDropped(TypeKind.TIMESTAMP, iso);
            return withEra(iso);
        }
    }

    /** Returns a time of day without its zone, which must be UTC. */
    static String withoutZone(String time) {
        if (!time.matches("[^Z+-]*(?:Z|[+-]00(?::?00)?)?")) {
            throw new UnwritableValueException(
                    "The time has an offset from UTC. Give the column the type time with time zone.");
        }
        return time;
    }

    private static String infinity(boolean positive) {
        return positive ? "infinity" : "-infinity";
    }
}
