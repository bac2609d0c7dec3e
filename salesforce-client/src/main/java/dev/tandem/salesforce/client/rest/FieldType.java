/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types that describe gives to fields (DisplayType in Salesforce's metadata). */
public enum FieldType {
    ID,
    STRING,
    TEXTAREA,
    BOOLEAN,
    INT,
    LONG,
    DOUBLE,
    CURRENCY,
    PERCENT,
    DATE,
    DATETIME,
    TIME,
    EMAIL,
    PHONE,
    URL,
    PICKLIST,
    MULTIPICKLIST,
    COMBOBOX,
    REFERENCE,
    BASE64,
    ENCRYPTEDSTRING,
    ADDRESS,
    LOCATION,
    ANYTYPE,
    COMPLEXVALUE,
    DATACATEGORYGROUPREFERENCE,
    JSON,
    FLOATARRAY,
    /** A type that this version does not know. {@link FieldDescription#typeName()} has its name. */
    UNKNOWN;

    private static final Map<String, FieldType> BY_NAME = Stream.of(values())
            .filter(type -> type != UNKNOWN)
            .collect(Collectors.toUnmodifiableMap(type -> type.name().toLowerCase(Locale.ROOT), Function.identity()));

    /** Returns the type with this name in a describe result, or {@link #UNKNOWN}. */
    public static FieldType ofName(String name) {
        return BY_NAME.getOrDefault(name.toLowerCase(Locale.ROOT), UNKNOWN);
    }

    public boolean isNumber() {
        return switch (this) {
            case INT, LONG, DOUBLE, CURRENCY, PERCENT -> true;
            default -> false;
        };
    }

    /** Returns whether the field only groups other fields, which carry the values. */
    public boolean isCompound() {
        return this == ADDRESS || this == LOCATION;
    }
}
