/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A check for what Postgres would drop from the text of a date, time, interval, or range of them, without an error. Its patterns never
 * begin in the middle of a number, nor give digits back, so that a long text takes no longer than it is long. Pure.
 */
final class TimeLoss {
    private static final Pattern TIME_OF_DAY = Pattern.compile(
            "(\\d{1,2}:\\d\\d[\\d:.+Z-]*(?:\\s*[AP]M)?)|\\dT(\\d{4,6}(?:\\.\\d+)?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern MIDNIGHT = Pattern.compile(
            "00?:00(?::00(?:\\.0+)?)?(?:Z|[+-]00(?::?00)?)?|0{4,6}(?:\\.0+)?", Pattern.CASE_INSENSITIVE);
    /** The digits of a fraction, without the zeros at its end. */
    private static final Pattern FRACTION_DIGITS = Pattern.compile("\\.(\\d*[1-9])");

    private static final String OFFSET = "[+-](?!00?(?::?00)?(?:\\D|$))\\d";
    /** An offset from UTC other than zero, or the name of a zone, after a time of day. */
    private static final Pattern ZONE = Pattern.compile(
            "(?<![\\d:.])(?=[\\d:.]*?\\d:\\d\\d)[\\d:.]++(?:\\s*[AP]M)?\\s*(?:" + OFFSET
                    + "|(?!(?:Z|UTC?|GMT|AM|PM|BC|AD)\\b)[A-Z])|\\dT\\d{4,6}(?:\\.\\d+)?" + OFFSET,
            Pattern.CASE_INSENSITIVE);

    private static final Pattern DAY =
            Pattern.compile("\\d-\\d\\d?-\\d|\\d/\\d\\d?/\\d|\\d{8}|^\\s*\\d{4}-\\d\\d?\\s*$");

    /** A number without a unit, within whatever brackets. */
    private static final Pattern PLAIN_NUMBER = Pattern.compile("[^\\w:]*+\\d*+\\.?+\\d*+[^\\w:]*+");

    /** A date whose order of day, month and year depends on the server's {@code DateStyle}. */
    private static final Pattern DATE_OF_ANY_ORDER = Pattern.compile("(?<![\\w.:/-])\\d{1,2}[-/.]\\d{1,2}[-/.]\\d");

    /** A fraction of a unit that is a number of years. */
    private static final Pattern YEARS = Pattern.compile(
            "(?<![\\d.])(\\d*+\\.\\d++)\\s*+(?:(?<year>y)|(?<decade>dec)|(?<century>c)|(?<millennium>mil(?!lis)))",
            Pattern.CASE_INSENSITIVE);

    private static final Map<String, BigDecimal> MONTHS = Map.of(
            "year",
            BigDecimal.valueOf(12),
            "decade",
            BigDecimal.valueOf(120),
            "century",
            BigDecimal.valueOf(1_200),
            "millennium",
            BigDecimal.valueOf(12_000));

    /** A number of milliseconds, if the second group matches, or of microseconds. */
    private static final Pattern SMALL_UNITS = Pattern.compile(
            "(?<![\\d.])(\\d++(?:\\.\\d*+)?+|\\.\\d++)\\s*+(?:(?<millis>ms|millis)|us|micros)",
            Pattern.CASE_INSENSITIVE);

    /** A second that only a few days in history have, and that Postgres takes for the first of the next minute. */
    private static final Pattern LEAP_SECOND = Pattern.compile(":\\d\\d:60|\\dT\\d{4}60");

    private static final int MILLIS_DIGITS = 3;
    private static final int MICROS_DIGITS = 6;

    private static final Set<TypeKind> DATES_AND_TIMES = Collections.unmodifiableSet(
            EnumSet.of(TypeKind.DATE, TypeKind.TIME, TypeKind.TIMETZ, TypeKind.TIMESTAMP, TypeKind.TIMESTAMPTZ));

    /** The words that Postgres replaces by the time at which it reads them. */
    private static final Pattern WORDS_FOR_NOW =
            Pattern.compile("\\b(?:now|today|tomorrow|yesterday)\\b", Pattern.CASE_INSENSITIVE);

    private TimeLoss() {}

    /** Rejects a date with a time of day other than midnight. */
    static void rejectTimeOfDay(String text) {
        Matcher time = TIME_OF_DAY.matcher(text);
        while (time.find()) {
            String found = time.group(1) == null ? time.group(2) : time.group(1);
            if (!MIDNIGHT.matcher(found).matches()) {
                throw new UnwritableValueException(
                        "The time of day does not fit a date. Give the column a type with time.");
            }
        }
    }

    /** Rejects a leap second. */
    static void rejectLeapSecond(String text) {
        if (LEAP_SECOND.matcher(text).find()) {
            throw new UnwritableValueException(
                    "The time is a leap second, which Postgres would take for the next one. Have the source send another second.");
        }
    }

    /** Rejects more digits of a second than the column has. */
    static void rejectFraction(String text, int digits) {
        Matcher fraction = FRACTION_DIGITS.matcher(text);
        while (fraction.find()) {
            if (fraction.group(1).length() > digits) {
                throw new UnwritableValueException("The time has more than " + digits
                        + " digits after the second. Use a column with more, of which Postgres has at most 6.");
            }
        }
    }

    /**
     * Rejects an offset or a date that a column of this kind does not have, words whose meaning changes with time, and dates that
     * servers read differently.
     */
    static void rejectDropped(TypeKind kind, String text) {
        if (DATES_AND_TIMES.contains(kind) && WORDS_FOR_NOW.matcher(text).find()) {
            throw new UnwritableValueException(
                    "The text means the time at which it is written. Have the source send a date or time.");
        }
        if (DATES_AND_TIMES.contains(kind) && DATE_OF_ANY_ORDER.matcher(text).find()) {
            throw new UnwritableValueException(
                    "The order of day, month and year depends on the server's DateStyle. Have the source send the year first.");
        }
        boolean isWithoutZone = kind == TypeKind.TIMESTAMP || kind == TypeKind.TIME;
        if (isWithoutZone && ZONE.matcher(text).find()) {
            throw new UnwritableValueException(
                    "The time has an offset from UTC, which the column would drop. Use a column with time zone.");
        }
        if (kind == TypeKind.INTERVAL) {
            if (PLAIN_NUMBER.matcher(text).matches()) {
                throw new UnwritableValueException(
                        "The number has no unit of time. Have the source write it with one.");
            }
            rejectFractionOfMonth(text);
        }
        boolean isWithoutDay = kind == TypeKind.TIMETZ || kind == TypeKind.TIME;
        if (isWithoutDay && DAY.matcher(text).find()) {
            throw new UnwritableValueException(
                    "The time has a date, which the column would drop. Use a column of type timestamp.");
        }
    }

    /** Rejects more digits of a second than the column has, in a number of milliseconds or microseconds. */
    static void rejectSmallUnits(String text, int digits) {
        Matcher units = SMALL_UNITS.matcher(text);
        while (units.find()) {
            BigDecimal seconds = new BigDecimal(units.group(1))
                    .movePointLeft(units.group("millis") == null ? MICROS_DIGITS : MILLIS_DIGITS);
            if (seconds.signum() != 0 && seconds.stripTrailingZeros().scale() > digits) {
                throw new UnwritableValueException("The time has more than " + digits
                        + " digits after the second. Use a column with more, of which Postgres has at most 6.");
            }
        }
    }

    /** Rejects a fraction of a year, decade or more that is not a number of months, to which Postgres rounds it. */
    static void rejectFractionOfMonth(String text) {
        Matcher years = YEARS.matcher(text);
        while (years.find()) {
            BigDecimal months = new BigDecimal(years.group(1)).multiply(monthsOfUnit(years));
            if (months.stripTrailingZeros().scale() > 0) {
                throw new UnwritableValueException(
                        "The interval has a fraction of a month, which Postgres would round. Write it in days.");
            }
        }
    }

    private static BigDecimal monthsOfUnit(Matcher years) {
        return MONTHS.entrySet().stream()
                .filter(unit -> years.group(unit.getKey()) != null)
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** Rejects an interval that has smaller units than this. */
    static void rejectUnits(String text, int smallest) {
        OptionalInt found = IntervalUnits.smallest(text);
        if (found.isEmpty()) {
            throw new UnwritableValueException(
                    "The interval has a form whose units are not known. Have the source write"
                            + " years, months, days, hours, minutes and seconds.");
        }
        if (found.getAsInt() > smallest) {
            throw new UnwritableValueException(
                    "The interval has smaller units than the column. Use interval without fields.");
        }
    }
}
