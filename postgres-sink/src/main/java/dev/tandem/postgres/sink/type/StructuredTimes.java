/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** Debezium's dates, times and durations that are structs of their parts. */
final class StructuredTimes {
    private static final String PREFIX = "io.debezium.time.Structured";
    /** The precision and the column of the source, which Debezium may add to the name of a type. */
    private static final Pattern SUFFIX = Pattern.compile("(?:Precision\\d+)?(?:SourceColumn[0-9a-f]*)?$");

    private static final int PICOSECOND_DIGITS = 12;
    private static final int SECONDS_A_MINUTE = 60;

    private StructuredTimes() {}

    static Map<String, ValueType> all() {
        Map<String, ValueType> types = new HashMap<>();
        types.put(PREFIX + "Date", ValueType.of(TypeKind.DATE, value -> dated((Struct) value, "")));
        types.put(PREFIX + "Time", ValueType.of(TypeKind.TIME, value -> time((Struct) value)));
        types.put(
                PREFIX + "Timestamp",
                ValueType.of(TypeKind.TIMESTAMP, value -> timestamp((Struct) value, ""))
                        .asText(TypeKind.TIMESTAMPTZ, value -> timestamp((Struct) value, "Z")));
        types.put(
                PREFIX + "ZonedTime",
                ValueType.of(TypeKind.TIMETZ, value -> time((Struct) value) + offset((Struct) value))
                        .asText(
                                TypeKind.TIME,
                                value -> TimeText.withoutZone(time((Struct) value) + offset((Struct) value))));
        types.put(
                PREFIX + "ZonedTimestamp",
                ValueType.of(TypeKind.TIMESTAMPTZ, StructuredTimes::zoned)
                        .asText(TypeKind.TIMESTAMP, value -> TimeText.inUtc(zoned(value)))
                        .asText(TypeKind.DATE, value -> TimeText.inUtc(zoned(value))));
        types.put(PREFIX + "Duration", ValueType.of(TypeKind.INTERVAL, value -> duration((Struct) value)));
        return types;
    }

    /** Returns the name of a type without what Debezium may have added to it. */
    static String plainName(String name) {
        return name.startsWith(PREFIX) ? SUFFIX.matcher(name).replaceFirst("") : name;
    }

    private static String zoned(Object value) {
        return timestamp((Struct) value, offset((Struct) value));
    }

    private static String timestamp(Struct value, String zone) {
        return dated(value, value.get("hour") == null ? "" : "T" + time(value) + zone);
    }

    /** Returns a date with what follows it, or infinity. */
    private static String dated(Struct value, String rest) {
        String special = value.getString("specialValue");
        if (special != null) {
            return switch (special) {
                case "POSITIVE_INFINITY" -> "infinity";
                case "NEGATIVE_INFINITY" -> "-infinity";
                default -> throw new UnwritableValueException("The special value is not known.");
            };
        }
        long year = number(value, "year");
        return String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d",
                        year > 0 ? year : 1 - year,
                        number(value, "month"),
                        number(value, "day"))
                + rest
                + (year > 0 ? "" : " BC");
    }

    private static String time(Struct value) {
        BigDecimal second = BigDecimal.valueOf(number(value, "second")).add(fraction(value));
        return String.format(Locale.ROOT, "%02d:%02d:", number(value, "hour"), number(value, "minute"))
                + (second.compareTo(BigDecimal.TEN) < 0 ? "0" : "")
                + second.stripTrailingZeros().toPlainString();
    }

    private static String offset(Struct value) {
        if (value.get("offsetSeconds") == null) {
            String zone = value.schema().field("zoneId") == null ? null : value.getString("zoneId");
            return zone == null ? "Z" : " " + zone;
        }
        long seconds = number(value, "offsetSeconds");
        long minutes = Math.abs(seconds) / SECONDS_A_MINUTE;
        return String.format(
                Locale.ROOT,
                "%s%02d:%02d:%02d",
                seconds < 0 ? "-" : "+",
                minutes / SECONDS_A_MINUTE,
                minutes % SECONDS_A_MINUTE,
                Math.abs(seconds) % SECONDS_A_MINUTE);
    }

    private static String duration(Struct value) {
        BigDecimal seconds = BigDecimal.valueOf(number(value, "seconds")).add(fraction(value));
        return List.of("years", "months", "days", "hours", "minutes").stream()
                        .map(unit -> number(value, unit) + " " + unit + " ")
                        .collect(Collectors.joining())
                + seconds.toPlainString() + " seconds";
    }

    private static BigDecimal fraction(Struct value) {
        return BigDecimal.valueOf(number(value, "picoseconds"), PICOSECOND_DIGITS);
    }

    private static long number(Struct value, String field) {
        Field known = value.schema().field(field);
        Object number = known == null ? null : value.get(known);
        return number == null ? 0 : ((Number) number).longValue();
    }
}
