/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

/** What a change event says has happened. */
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
    /** A word that Salesforce has added since; {@link ChangeEventHeader#changeTypeName()} still has it. */
    UNKNOWN;

    static ChangeType ofName(String name) {
        for (ChangeType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /** Whether the event names records without their changes, which have to be read. */
    public boolean isGap() {
        return name().startsWith("GAP_");
    }
}
