/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import java.time.LocalDate;
import java.util.Set;

/**
 * The values that Debezium has for the infinite dates and timestamps of Postgres, by the unit in which they count.
 *
 * <p>They come from the numbers of PostgreSQL's driver. Up to version 3.6, Debezium took the driver's milliseconds for microseconds, and
 * the day of {@code infinity} was negative. Later versions saturate instead (debezium/dbz#2524). No real date or time of Postgres has one
 * of these values, except for two microseconds of the year 294247.
 */
@SuppressWarnings("ImmutableEnumChecker") // never modified, and looking into lists would box each value of a record
public enum DebeziumInfinity {
    /** {@code io.debezium.time.Date} and Connect's {@code Date}. */
    DAYS(
            new long[] {Integer.MAX_VALUE, day(-5_877_611, 21), day(5_877_611, 21)},
            new long[] {Integer.MIN_VALUE, day(-5_877_611, 22)}),
    /** {@code io.debezium.time.Timestamp} and Connect's {@code Timestamp}. */
    MILLIS(
            new long[] {9_223_372_036_825_200L, 9_223_372_036_825_200_000L},
            new long[] {-9_223_372_036_832_400L, -9_223_372_036_832_400_000L}),
    /** {@code io.debezium.time.MicroTimestamp}. */
    MICROS(
            new long[] {9_223_372_036_825_200_000L, Long.MAX_VALUE},
            new long[] {-9_223_372_036_832_400_000L, Long.MIN_VALUE}),
    /** {@code io.debezium.time.NanoTimestamp}. */
    NANOS(new long[] {Long.MAX_VALUE}, new long[] {Long.MIN_VALUE});

    private static final Set<String> TEXTS = Set.of(
            "-5877611-06-21Z",
            "+5877611-06-21Z",
            "+294247-01-10T04:00:25.2Z",
            "+292278994-08-16T23:00Z",
            "+292278994-08-16T23:00:00Z");

    private static final Set<String> NEGATIVE_TEXTS = Set.of(
            "-5877611-06-22Z", "-290308-12-21T19:59:27.6Z", "-292275055-05-16T23:00Z", "-292275055-05-16T23:00:00Z");

    private final long[] positive;
    private final long[] negative;

    DebeziumInfinity(long[] positive, long[] negative) {
        this.positive = positive;
        this.negative = negative;
    }

    private static long day(int year, int dayOfJune) {
        return LocalDate.of(year, 6, dayOfJune).toEpochDay();
    }

    /** Returns 1 for a number that stands for infinity, -1 for the negative one, and 0 for any other. */
    public int sign(long number) {
        if (contains(positive, number)) {
            return 1;
        }
        return contains(negative, number) ? -1 : 0;
    }

    private static boolean contains(long[] numbers, long number) {
        for (long each : numbers) {
            if (each == number) {
                return true;
            }
        }
        return false;
    }

    /** Returns a number that stands for infinity, or for the negative one. */
    public long number(int sign) {
        return sign > 0 ? positive[0] : negative[0];
    }

    /** Returns the sign of a text of Debezium's {@code isostring} mode, like {@link #sign}. */
    public static int signOfIso(String text) {
        if (TEXTS.contains(text)) {
            return 1;
        }
        return NEGATIVE_TEXTS.contains(text) ? -1 : 0;
    }
}
