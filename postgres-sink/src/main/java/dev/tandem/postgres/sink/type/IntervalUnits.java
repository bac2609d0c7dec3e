/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The units of time in the text of an interval: in words, in the forms of SQL, and in that of ISO 8601 with letters. Pure. */
final class IntervalUnits {
    private static final int YEAR = 0;
    private static final int MONTH = 1;
    private static final int DAY = 2;
    private static final int HOUR = 3;
    private static final int MINUTE = 4;
    static final int SECOND = 5;

    private static final List<String> NAMES = List.of("year", "month", "day", "hour", "minute", "second");
    private static final int NONE = -1;

    /** The words that Postgres knows (its {@code deltatktbl}). In the date of ISO 8601, M stands for months. */
    private static final Map<String, Integer> WORDS = words(Map.of(
            YEAR, "y yr yrs year years dec decs decade decades c cent century centuries mil mils millennium millennia",
            MONTH, "mon mons month months",
            DAY, "d day days w week weeks",
            HOUR, "h hr hrs hour hours",
            MINUTE, "m min mins minute minutes",
            SECOND,
                    "s sec secs second seconds ms msec msecs millisecond milliseconds"
                            + " us usec usecs microsecond microseconds"));

    private static final Map<String, Integer> ISO_DATE = Map.of("y", YEAR, "m", MONTH, "w", DAY, "d", DAY);

    /** A part of an interval. Possessive, so that long texts take no longer than they are long. */
    private static final Pattern PART = Pattern.compile("\\G\\s*+(?:"
            + "[+-]?+(?<years>\\d++)-(?<months>\\d++)(?!\\S)"
            + "|[+-]?+(?<hours>\\d++):(?<minutes>\\d\\d)(?::(?<seconds>\\d\\d(?:\\.\\d*+)?+))?+(?![\\d:.])"
            + "|[+-]?+(?<days>\\d++)(?=\\s++[+-]?+\\d++:)"
            + "|[+-]?+(?<amount>\\d++)(?:\\.(?<fraction>\\d*+))?+\\s*+(?<unit>[a-z]++)"
            + "|ago$)");

    private IntervalUnits() {}

    private static Map<String, Integer> words(Map<Integer, String> byUnit) {
        Map<String, Integer> words = new HashMap<>();
        byUnit.forEach((unit, names) -> {
            for (String name : names.split(" ", -1)) {
                words.put(name, unit);
            }
        });
        return Map.copyOf(words);
    }

    /** Returns the index of the smallest unit that a type of intervals holds. */
    static int ofType(String type) {
        int unit = NAMES.indexOf(type.substring(type.lastIndexOf(' ') + 1));
        return unit < 0 ? SECOND : unit;
    }

    /** Returns the index of the smallest unit that is not zero, or -1 if all are; empty if the text has another form. */
    static OptionalInt smallest(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (!plain.startsWith("p")) {
            return smallest(plain, WORDS);
        }
        int time = plain.indexOf('t');
        OptionalInt ofDate = smallest(plain.substring(1, time < 0 ? plain.length() : time), ISO_DATE);
        OptionalInt ofTime = time < 0 ? OptionalInt.of(NONE) : smallest(plain.substring(time + 1), WORDS);
        return ofDate.isPresent() && ofTime.isPresent()
                ? OptionalInt.of(Math.max(ofDate.getAsInt(), ofTime.getAsInt()))
                : OptionalInt.empty();
    }

    private static OptionalInt smallest(String text, Map<String, Integer> words) {
        Matcher part = PART.matcher(text);
        int smallest = NONE;
        int end = 0;
        while (part.find()) {
            end = part.end();
            Integer named = part.group("unit") == null ? Integer.valueOf(NONE) : words.get(part.group("unit"));
            boolean isDivided = named != null && named != SECOND && isPositive(part.group("fraction"));
            if (named == null || isDivided) {
                return OptionalInt.empty();
            }
            boolean isNamed = isPositive(part.group("amount")) || isPositive(part.group("fraction"));
            smallest = Math.max(smallest, Math.max(isNamed ? named : NONE, unnamed(part)));
        }
        return end == text.length() ? OptionalInt.of(smallest) : OptionalInt.empty();
    }

    /** Returns the smallest unit of a part that names none. */
    private static int unnamed(Matcher part) {
        List<String> groups = List.of("years", "months", "days", "hours", "minutes", "seconds");
        for (int unit = SECOND; unit >= 0; unit--) {
            if (isPositive(part.group(groups.get(unit)))) {
                return unit;
            }
        }
        return NONE;
    }

    private static boolean isPositive(String digits) {
        return digits != null && digits.chars().anyMatch(digit -> digit >= '1' && digit <= '9');
    }
}
