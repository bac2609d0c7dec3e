/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.stream.Stream;

/** The kind of change that an event reports. */
public enum ChangeType {
    CREATE,
    UPDATE,
    DELETE,
    UNDELETE,
    GAP_CREATE,
    GAP_UPDATE,
    GAP_DELETE,
    GAP_UNDELETE,
    GAP_OVERFLOW,
    /** Reserved by Salesforce. */
    SNAPSHOT,
    /** A kind that this version does not know. {@link ChangeEventHeader#changeTypeName()} has its name. */
    UNKNOWN;

    private static final Map<String, ChangeType> BY_NAME =
            Stream.of(values()).collect(toUnmodifiableMap(ChangeType::name, type -> type));

    static ChangeType ofName(String name) {
        return BY_NAME.getOrDefault(name, UNKNOWN);
    }

    /** Returns whether the event lacks the changed values, so that the records must be read. */
    public boolean isGap() {
        return name().startsWith("GAP_");
    }
}
