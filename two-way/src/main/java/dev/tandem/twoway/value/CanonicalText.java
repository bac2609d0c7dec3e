/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.value;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.tandem.twoway.json.JsonTree;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The one form in which values of a kind are compared; null where Salesforce would store null. */
final class CanonicalText {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIME_OF_DAY = TIME.withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(TIME)
            .toFormatter(Locale.ROOT);
    private static final Pattern SHORT_ID = Pattern.compile("[0-9A-Za-z]{15}");
    private static final String ID_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    /** More digits than any Salesforce number has; beyond them a plain notation could fill the memory. */
    private static final int PLAIN_DIGITS = 400;

    private CanonicalText() {}

    static String of(FieldKind kind, Object value) {
        String text = value.toString();
        if (text.isBlank() && kind != FieldKind.EXACT) {
            return null;
        }
        try {
            return switch (kind) {
                case TEXT -> lines(text.strip());
                case NUMBER -> number(value);
                case BOOLEAN -> bool(text.strip().toLowerCase(Locale.ROOT), text);
                case DATE -> date(value).toString();
                case TIME -> time(value).truncatedTo(MILLIS).toString();
                case DATE_TIME -> instant(value).truncatedTo(MILLIS).toString();
                case MULTI_PICKLIST -> choices(text);
                case ID -> id(text.strip());
                case JSON -> json(JsonTree.parse(text));
                case EXACT -> text;
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException | UncheckedIOException notOfItsKind) {
            return text;
        }
    }

    private static String lines(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** Returns JSON without spaces, with the members of objects in order, of which the last one of a name counts, as in jsonb. */
    private static String json(Object tree) {
        if (tree instanceof Map<?, ?> members) {
            return new TreeMap<>(members)
                    .entrySet().stream()
                            .map(member -> JsonTree.write(member.getKey()) + ":" + json(member.getValue()))
                            .collect(Collectors.joining(",", "{", "}"));
        } else if (tree instanceof List<?> elements) {
            return elements.stream().map(CanonicalText::json).collect(Collectors.joining(",", "[", "]"));
        }
        return tree instanceof BigDecimal number ? number(number) : JsonTree.write(tree);
    }

    private static String number(Object value) {
        BigDecimal number = value instanceof BigDecimal decimal
                ? decimal
                : new BigDecimal(value.toString().strip());
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal stripped = number.stripTrailingZeros();
        boolean isShort = stripped.precision() <= PLAIN_DIGITS && Math.abs((long) stripped.scale()) <= PLAIN_DIGITS;
        return isShort ? stripped.toPlainString() : stripped.toString();
    }

    private static String bool(String text, String original) {
        return switch (text) {
            case "true", "t", "1" -> "true";
            case "false", "f", "0" -> "false";
            default -> original;
        };
    }

    private static LocalDate date(Object value) {
        if (value instanceof LocalDate date) {
            return date;
        }
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        if (value instanceof Date connectDate) {
            return LocalDate.ofInstant(connectDate.toInstant(), ZoneOffset.UTC);
        }
        String text = value.toString().strip();
        return text.length() > 10 ? LocalDate.ofInstant(instant(value), ZoneOffset.UTC) : LocalDate.parse(text);
    }

    private static LocalTime time(Object value) {
        if (value instanceof LocalTime time) {
            return time;
        }
        if (value instanceof java.sql.Time time) {
            return time.toLocalTime();
        }
        if (value instanceof Date connectTime) {
            return LocalTime.ofInstant(connectTime.toInstant(), ZoneOffset.UTC);
        }
        TemporalAccessor time = TIME_OF_DAY.parseBest(value.toString().strip(), OffsetTime::from, LocalTime::from);
        return time instanceof OffsetTime offset
                ? offset.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime()
                : (LocalTime) time;
    }

    private static Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (value instanceof Long millis) {
            return Instant.ofEpochMilli(millis);
        }
        if (value instanceof ZonedDateTime zoned) {
            return zoned.toInstant();
        }
        String text = value.toString().strip();
        if (text.length() <= 10) {
            // The base of an edit that was made while the column or the field was a date.
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        TemporalAccessor time = DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime offset
                ? offset.toInstant()
                : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
    }

    private static String choices(String text) {
        String choices = Arrays.stream(text.split(";"))
                .map(String::strip)
                .filter(choice -> !choice.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(";"));
        return choices.isEmpty() ? null : choices;
    }

    /** Returns the 18 character form: three characters more, which say which of the others are upper case. */
    private static String id(String text) {
        if (!SHORT_ID.matcher(text).matches()) {
            return text;
        }
        StringBuilder id = new StringBuilder(text);
        for (int block = 0; block < 15; block += 5) {
            int upper = 0;
            for (int i = 0; i < 5; i++) {
                upper |= Character.isUpperCase(text.charAt(block + i)) ? 1 << i : 0;
            }
            id.append(ID_CHECK.charAt(upper));
        }
        return id.toString();
    }
}
