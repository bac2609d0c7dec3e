/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.Values;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType.Shape;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/**
 * The value that a field is compared with: a point, or a span of time such as {@code LAST_N_DAYS:7}.
 *
 * @param low the point, or the first moment of the span
 * @param beyond the first moment after the span; null for a point
 */
record Literal(Comparable<?> low, Comparable<?> beyond) {
    static Literal of(Field field, Tokens.Token token, Tokens tokens, LocalDate today) {
        try {
            if (token.kind() == Tokens.Kind.TEXT && field.type().isIdentifier()) {
                requireId(token, tokens);
            }
            Literal literal = switch (token.kind()) {
                case TEXT -> text(field, unquoted(token.text()));
                case NUMBER -> number(field, token.text());
                case MOMENT -> moment(field, token.text());
                case NAME -> named(field, token.text().toUpperCase(Locale.ROOT), today);
                default -> throw tokens.unexpected(token);
            };
            if (literal != null) {
                return literal;
            }
        } catch (DateTimeException | NumberFormatException e) {
            throw tokens.error("MALFORMED_QUERY", token, "invalid literal: " + token.text());
        }
        throw tokens.error(
                "INVALID_FIELD",
                token,
                "value of filter criterion for field '%s' must be of type %s and should %sbe enclosed in quotes"
                        .formatted(
                                field.name(),
                                field.type().isIdentifier()
                                        ? "string"
                                        : field.type().xmlName(),
                                field.type().shape() == Shape.TEXT ? "" : "not "));
    }

    private static void requireId(Tokens.Token token, Tokens tokens) {
        String id = unquoted(token.text());
        if (!id.isEmpty() && !SalesforceId.isWellFormed(id)) {
            throw tokens.error("INVALID_QUERY_FILTER_OPERATOR", token, "invalid ID field: " + id);
        }
    }

    static String unquoted(String quoted) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = quoted.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case '_', '%' -> text.append('\\').append(escaped);
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    /** Values in the form in which they are compared: text without case, ids with it. */
    static Comparable<?> comparable(Field field, Object value) {
        boolean folded = value instanceof String && !field.type().isIdentifier();
        return folded
                ? ((String) value).toLowerCase(Locale.ROOT)
                : (Comparable<?>) (value instanceof Long whole ? BigDecimal.valueOf(whole) : value);
    }

    /** Negative, zero or positive as the value lies before, at (within) or after this literal; both are of one type. */
    @SuppressWarnings("unchecked")
    int place(Comparable<?> value) {
        int fromLow = ((Comparable<Object>) value).compareTo(low);
        if (beyond == null || fromLow < 0) {
            return fromLow;
        }
        return ((Comparable<Object>) value).compareTo(beyond) < 0 ? 0 : 1;
    }

    private static Literal point(Comparable<?> value) {
        return new Literal(value, null);
    }

    private static Literal text(Field field, String text) {
        if (field.type().shape() != Shape.TEXT) {
            return null;
        }
        return point(comparable(field, field.type().isIdentifier() ? SalesforceId.canonical(text) : text));
    }

    private static Literal number(Field field, String text) {
        Shape shape = field.type().shape();
        return shape == Shape.INTEGER || shape == Shape.DECIMAL ? point(new BigDecimal(text)) : null;
    }

    private static Literal moment(Field field, String text) {
        return switch (field.type().shape()) {
            case DATE -> text.length() == 10 ? point(LocalDate.parse(text)) : null;
            case DATETIME -> text.length() > 10 ? point(Values.datetime(text)) : null;
            case TIME -> point(LocalTime.parse(text.replace("Z", "")));
            default -> null;
        };
    }

    private static Literal named(Field field, String name, LocalDate today) {
        if (field.type().shape() == Shape.BOOLEAN && (name.equals("TRUE") || name.equals("FALSE"))) {
            return point(name.equals("TRUE"));
        }
        int colon = name.indexOf(':');
        int n = colon < 0 ? 0 : Integer.parseInt(name.substring(colon + 1));
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        LocalDate month = today.withDayOfMonth(1);
        return switch (colon < 0 ? name : name.substring(0, colon)) {
            case "TODAY" -> span(field, today, today.plusDays(1));
            case "YESTERDAY" -> span(field, today.minusDays(1), today);
            case "TOMORROW" -> span(field, today.plusDays(1), today.plusDays(2));
            case "THIS_WEEK" -> span(field, monday, monday.plusWeeks(1));
            case "LAST_WEEK" -> span(field, monday.minusWeeks(1), monday);
            case "THIS_MONTH" -> span(field, month, month.plusMonths(1));
            case "LAST_MONTH" -> span(field, month.minusMonths(1), month);
            case "THIS_YEAR" ->
                span(field, today.withDayOfYear(1), today.withDayOfYear(1).plusYears(1));
            case "LAST_N_DAYS" -> span(field, today.minusDays(n), today.plusDays(1));
            case "NEXT_N_DAYS" -> span(field, today.plusDays(1), today.plusDays(n + 1L));
            default -> null;
        };
    }

    private static Literal span(Field field, LocalDate from, LocalDate beyond) {
        return switch (field.type().shape()) {
            case DATE -> new Literal(from, beyond);
            case DATETIME ->
                new Literal(
                        from.atStartOfDay().toInstant(ZoneOffset.UTC),
                        beyond.atStartOfDay().toInstant(ZoneOffset.UTC));
            default -> null;
        };
    }
}
