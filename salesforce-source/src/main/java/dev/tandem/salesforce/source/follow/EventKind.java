/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.stream.ChangeEventHeader;

/** The kind of an event, by the work that it needs. */
enum EventKind {
    /** Emit the fields that it carries. */
    CHANGE,
    DELETION,
    /** Records are named, but not what changed: read them. */
    GAP,
    /** More changed in one transaction than Salesforce sends events for: read what was modified by then. */
    OVERFLOW,
    /** A field's type was converted, in all records: describe the object and read them all. */
    CONVERSION;

    /** Salesforce's mark for "all records of the object": the key prefix and this. */
    private static final String WILDCARD = "*";

    /** Returns whether more has to be read than the records that the event names. */
    boolean concernsWholeObject() {
        return this == OVERFLOW || this == CONVERSION;
    }

    static EventKind of(ChangeEventHeader header) {
        boolean isOverflow = false;
        for (String id : header.recordIds()) {
            if (id.endsWith(WILDCARD)) {
                return CONVERSION;
            }
            isOverflow |= id.equals(RecordId.EMPTY.value());
        }
        if (isOverflow) {
            return OVERFLOW;
        }
        return switch (header.changeType()) {
            case CREATE, UPDATE, UNDELETE -> CHANGE;
            case DELETE -> DELETION;
            case GAP_OVERFLOW -> OVERFLOW;
            // An unknown word says as little as a gap.
            case GAP_CREATE, GAP_UPDATE, GAP_DELETE, GAP_UNDELETE, SNAPSHOT, UNKNOWN ->
                header.recordIds().stream().allMatch(RecordId::isValid) ? GAP : OVERFLOW;
        };
    }
}
