/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.postgres.sink.type.TypeKind;

/** The SQL of a form of a key that is the same for all values which the key's type considers equal. */
final class CanonicalText {
    /** A number; the group leaves out the zeros at the end of its fraction. */
    private static final String NUMBER = "([0-9]+(?:[.][0-9]*[1-9])?)[.]?0*";
    /** A text in JSON, in which digits are not numbers. */
    private static final String JSON_TEXT = "(\"(?:[^\"\\\\]|\\\\.)*\")";

    private CanonicalText() {}

    /** @param value the SQL of the column's value */
    static String of(Column column, String value) {
        if (!column.collation().deterministic()) {
            String collated = value + "::text COLLATE " + column.collation().name();
            return "concat_ws(':', 'hash', hashtextextended(" + collated + ", 0), hashtextextended(" + collated
                    + ", 1))";
        }
        return switch (column.type().kind()) {
            case NUMERIC -> "trim_scale(" + value + ")";
            case REAL, DOUBLE -> "(" + value + " + 0)";
            case INTERVAL -> "justify_interval(" + value + ")";
            case CHAR -> value + "::text";
            case CITEXT -> "lower(" + value + "::text)";
            case JSONB -> json(value);
            case ARRAY -> array(column, value);
            case OTHER -> column.isComposite() ? ofComposite(column, value) : other(column.base(), value);
            default -> value;
        };
    }

    private static String ofComposite(Column column, String value) {
        return hasSpellings(column)
                ? "concat_ws(':', 'hash', hash_record_extended(" + value + ", 0), hash_record_extended(" + value
                        + ", 1))"
                : json("to_jsonb(" + value + ")");
    }

    private static String ofComposites(Column column, String value) {
        return hasSpellings(column) ? hashOfArray(value) : jsonOfArray(value);
    }

    /** Returns whether values are equal whose fields differ in JSON. */
    private static boolean hasSpellings(Column column) {
        return column.fields().stream()
                .anyMatch(field -> field.kind() == TypeKind.CITEXT || field.kind() == TypeKind.INTERVAL);
    }

    private static String array(Column column, String value) {
        PgType element = column.base().element();
        return switch (element.kind()) {
            case NUMERIC -> numbers(value);
            case REAL, DOUBLE -> "regexp_replace(" + value + "::text, '-0(?![.0-9])', '0', 'g')";
            case CITEXT -> "lower(" + value + "::text)";
            case JSONB -> jsonOfArray(value);
            case CHAR, INTERVAL -> hashOfArray(value);
            case OTHER -> column.isComposite() ? ofComposites(column, value) : other(element, value);
            default -> value;
        };
    }

    /** Returns the form of a range or of any type whose texts are equal where its values are. */
    private static String other(PgType type, String value) {
        return type.name().equals("numrange") || type.name().equals("nummultirange") ? numbers(value) : value;
    }

    private static String numbers(String value) {
        return "regexp_replace(" + value + "::text, '" + NUMBER + "', " + Identifier.literal("\\1") + ", 'g')";
    }

    private static String json(String value) {
        return "regexp_replace(" + value + "::text, " + Identifier.literal(JSON_TEXT + "|" + NUMBER) + ", "
                + Identifier.literal("\\1\\2") + ", 'g')";
    }

    /** Returns the JSON of an array after its dimensions, because JSON shows them like arrays within the elements. */
    private static String jsonOfArray(String value) {
        return "concat_ws(':', array_dims(" + value + "), " + json("to_jsonb(" + value + ")") + ")";
    }

    private static String hashOfArray(String value) {
        return "concat_ws(':', 'hash', hash_array_extended(" + value + ", 0), hash_array_extended(" + value
                + ", 1), array_dims(" + value + "))";
    }
}
