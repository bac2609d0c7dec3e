/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import dev.tandem.salesforce.client.RecordId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The single place that writes names and values into SOQL. */
public final class Soql {
    /** Names of fields, also along relationships ({@code Owner.Name}); SOQL cannot quote a name, so others are rejected. */
    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)*");

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Soql() {}

    /** Returns {@code SELECT fields FROM object}. The caller appends conditions, written with the methods below. */
    public static String select(List<String> fields, SObjectName object) {
        return fields.stream().map(Soql::name).collect(Collectors.joining(", ", "SELECT ", " FROM " + object.value()));
    }

    /** Returns the field's name if it is valid. */
    public static String name(String field) {
        if (!FIELD.matcher(field).matches()) {
            throw new IllegalArgumentException(
                    "Invalid field name '" + field + "'. Use an API name, such as Name or Owner.Name.");
        }
        return field;
    }

    /** Quotes a text value. Source of the escapes: "Quoted String Escape Sequences" in the SOQL reference. */
    public static String literal(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('\'');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '\'' -> quoted.append("\\'");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                default -> quoted.append(c);
            }
        }
        return quoted.append('\'').toString();
    }

    /** Writes the value of a field of this type: numbers stay bare, everything else is quoted. */
    public static String literal(FieldType type, String value) {
        return switch (type) {
            case INT, LONG, DOUBLE, CURRENCY, PERCENT -> new BigDecimal(value).toPlainString();
            default -> literal(value);
        };
    }

    /** Writes a datetime value, to the millisecond. */
    public static String literal(Instant value) {
        return DATE_TIME.format(value);
    }

    /** Writes a list of ids for {@code IN}. */
    public static String literals(Collection<RecordId> ids) {
        return ids.stream().map(id -> literal(id.value())).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Returns whether a condition has a subquery, which Salesforce neither negates nor accepts in every place. */
    public static boolean hasSubquery(String condition) {
        return Shape.of(condition).hasSubquery;
    }

    /**
     * Returns a condition that may follow AND. Salesforce rejects subqueries in brackets that are joined to anything else ("Semi join
     * sub-selects are only allowed at the top level WHERE expressions"), so a condition with one loses its brackets, if it can do without.
     */
    public static String conjunct(String condition) {
        Shape shape = Shape.of(condition);
        if (!shape.hasSubquery) {
            return "(" + condition + ")";
        }
        if (shape.isBracketed) {
            String stripped = condition.strip();
            return conjunct(stripped.substring(1, stripped.length() - 1));
        }
        return shape.isConjunction ? condition : "(" + condition + ")";
    }

    /**
     * The shape of a condition.
     *
     * @param isConjunction whether its parts are joined by AND, and the first is not negated
     * @param isBracketed whether one pair of brackets encloses it
     */
    private record Shape(boolean hasSubquery, boolean isConjunction, boolean isBracketed) {
        /** Possessive, because any other loop over a group takes a frame of the stack for each turn. */
        private static final Pattern TOKEN = Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\\w+|[()]");

        static Shape of(String condition) {
            Matcher tokens = TOKEN.matcher(condition);
            int open = 0;
            boolean hasSubquery = false;
            boolean isConjunction = true;
            boolean isBracketed = condition.strip().startsWith("(");
            boolean first = true;
            while (tokens.find()) {
                String token = tokens.group();
                hasSubquery |= token.equalsIgnoreCase("SELECT");
                isConjunction &=
                        open > 0 || !(token.equalsIgnoreCase("OR") || (first && token.equalsIgnoreCase("NOT")));
                open += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
                isBracketed &=
                        open > 0 || tokens.end() == condition.stripTrailing().length();
                first = false;
            }
            return new Shape(hasSubquery, isConjunction, isBracketed);
        }
    }
}
