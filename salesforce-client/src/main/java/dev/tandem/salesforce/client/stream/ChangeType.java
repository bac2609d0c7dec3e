/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

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

    static ChangeType ofName(String name) {
        for (ChangeType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /** Returns whether the event lacks the changed values, so that the records must be read. */
    public boolean isGap() {
        return name().startsWith("GAP_");
    }
}
