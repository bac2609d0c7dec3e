/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.type.PgType;

/** The SQL of a form of a key that is the same for all values which the key's type considers equal. */
final class CanonicalSql {
    /** A number; the group leaves out the zeros at the end of its fraction. */
    private static final String NUMBER = "([0-9]+(?:[.][0-9]*[1-9])?)[.]?0*";
    /** A text in JSON, in which digits are not numbers. */
    private static final String JSON_TEXT = "(\"(?:[^\"\\\\]|\\\\.)*\")";

    private CanonicalSql() {}

    /** @param value the SQL of the column's value */
    static String of(Column column, String value) {
        if (!column.collation().deterministic()) {
            String collated = value + "::text COLLATE " + column.collation().name();
            return hash("hashtextextended", collated);
        }
        return switch (column.type().kind()) {
            case NUMERIC -> "trim_scale(" + value + ")";
            case REAL, DOUBLE -> "(" + value + " + 0)";
            case INTERVAL -> "justify_interval(" + value + ")";
            case CHAR -> value + "::text";
            case CITEXT -> "lower(" + value + "::text)";
            case JSONB -> json(value);
            case ARRAY -> array(column, value);
            case OTHER -> other(column, value);
            default -> value;
        };
    }

    /** Returns the form of a composite value, of a range, or of any type whose texts are equal where its values are. */
    private static String other(Column column, String value) {
        if (column.isComposite()) {
            return column.hasSpellings() ? hash("hash_record_extended", value) : json("to_jsonb(" + value + ")");
        }
        if (column.base().plainName().equals("cube")) {
            return zeros(value);
        }
        return column.hasSpellings()
                ? hash("hash_array_extended", "ARRAY[" + value + "]")
                : range(column.base(), value);
    }

    private static String array(Column column, String value) {
        PgType element = column.base().element();
        return switch (element.kind()) {
            case NUMERIC -> numbers(value);
            case REAL, DOUBLE -> zeros(value);
            case CITEXT -> "lower(" + value + "::text)";
            case JSONB -> jsonOfArray(value);
            case CHAR, INTERVAL -> hashOfArray(value);
            case OTHER -> others(column, value);
            default -> value;
        };
    }

    /** Returns the text of floating numbers, of which zero and minus zero are equal. */
    private static String zeros(String value) {
        return "regexp_replace(" + value + "::text, '-0(?![.0-9])', '0', 'g')";
    }

    private static String others(Column column, String value) {
        if (column.hasSpellings()) {
            return hashOfArray(value);
        }
        return column.isComposite() ? jsonOfArray(value) : range(column.base().element(), value);
    }

    /** Returns the form of a range of Postgres's own, or of any type whose texts are equal where its values are. */
    private static String range(PgType type, String value) {
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

    /** Returns 128 bits that are the same for equal values. */
    private static String hash(String function, String value) {
        return "concat_ws(':', 'hash', " + function + "(" + value + ", 0), " + function + "(" + value + ", 1))";
    }

    private static String hashOfArray(String value) {
        return "concat_ws(':', 'hash', hash_array_extended(" + value + ", 0), hash_array_extended(" + value
                + ", 1), array_dims(" + value + "))";
    }
}
