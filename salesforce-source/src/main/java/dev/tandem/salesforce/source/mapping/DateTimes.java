/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/**
 * A parser of dates and times as Salesforce writes them. Datetimes make up most of the cost of reading a row, so the forms in which they
 * come ({@code 2019-05-02T11:27:36}, with or without {@code .000}, and {@code Z} or {@code +0000}) are read by hand; a formatter reads all
 * others.
 */
public final class DateTimes {
    private static final long DAY_MS = 86_400_000;
    /** Length of {@code yyyy-MM-ddTHH:mm:ss}. */
    private static final int TO_SECONDS = 19;

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private DateTimes() {}

    public static Instant instant(String text) {
        return Instant.ofEpochMilli(dateTime(text));
    }

    /** Returns the ms since the epoch. */
    static long dateTime(String text) {
        if (isNumber(text)) {
            return Long.parseLong(text);
        }
        int zone = text.length() > TO_SECONDS && text.charAt(TO_SECONDS) == '.' ? TO_SECONDS + 4 : TO_SECONDS;
        if (text.length() > zone && isUtc(text, zone) && isCommonForm(text)) {
            long millis = zone == TO_SECONDS ? 0 : digits(text, TO_SECONDS + 1, 3);
            int secondOfDay = (digits(text, 11, 2) * 60 + digits(text, 14, 2)) * 60 + digits(text, 17, 2);
            return date(text) + secondOfDay * 1_000L + millis;
        }
        return DATE_TIME.parse(text, Instant::from).toEpochMilli();
    }

    /** Returns the ms between the epoch and the day's midnight in UTC; what follows the day is not looked at. */
    static long date(String text) {
        if (isNumber(text)) {
            return Long.parseLong(text);
        }
        if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            throw new IllegalArgumentException("not a date");
        }
        return LocalDate.of(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2))
                        .toEpochDay()
                * DAY_MS;
    }

    /** Returns the ms since midnight. */
    static long time(String text) {
        return isNumber(text)
                ? Long.parseLong(text)
                : LocalTime.parse(text, TIME).toNanoOfDay() / 1_000_000;
    }

    private static boolean isCommonForm(String text) {
        return text.charAt(10) == 'T' && text.charAt(13) == ':' && text.charAt(16) == ':';
    }

    private static boolean isUtc(String text, int zone) {
        return switch (text.length() - zone) {
            case 1 -> text.charAt(zone) == 'Z';
            case 5 -> text.startsWith("+0000", zone);
            default -> false;
        };
    }

    private static int digits(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("not a digit");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static boolean isNumber(String text) {
        for (int i = text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
