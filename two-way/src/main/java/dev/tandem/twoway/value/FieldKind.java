/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.value;

import java.util.Locale;
import java.util.Map;

/** A family of Salesforce field types whose values are compared in the same way. */
public enum FieldKind {
    /** Text, trimmed at both ends; empty text is null. */
    TEXT,
    /** A number, whatever its scale or notation. */
    NUMBER,
    BOOLEAN,
    DATE,
    /** A time of day, in ms. */
    TIME,
    /** An instant, in ms; a spelling without an offset is UTC. */
    DATE_TIME,
    /** A set of values, separated by semicolons in any order. */
    MULTI_PICKLIST,
    /** A record id; its 15 character form equals its 18 character form. */
    ID,
    /** A JSON document in a column of type json or jsonb, which Postgres returns in another spelling. */
    JSON,
    /** A value that only equals itself, character by character. */
    EXACT;

    private static final Map<String, FieldKind> KINDS = Map.ofEntries(
            Map.entry("int", NUMBER),
            Map.entry("long", NUMBER),
            Map.entry("double", NUMBER),
            Map.entry("currency", NUMBER),
            Map.entry("percent", NUMBER),
            Map.entry("boolean", BOOLEAN),
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("datetime", DATE_TIME),
            Map.entry("multipicklist", MULTI_PICKLIST),
            Map.entry("id", ID),
            Map.entry("reference", ID),
            Map.entry("base64", EXACT),
            Map.entry("address", EXACT),
            Map.entry("location", EXACT),
            Map.entry("complexvalue", EXACT));

    /**
     * Returns the kind of the values of a field of this kind in a column.
     *
     * @param columnType the Postgres type of the column; that under it, if it is a domain
     */
    public FieldKind inColumn(String columnType) {
        boolean holdsJson = columnType.equals("jsonb") || columnType.equals("json");
        return holdsJson && (this == TEXT || this == EXACT) ? JSON : this;
    }

    /** Returns the kind of a field by the {@code type} of its describe. Types that this does not know are text. */
    public static FieldKind ofDescribeType(String type) {
        return KINDS.getOrDefault(type.toLowerCase(Locale.ROOT), TEXT);
    }
}
