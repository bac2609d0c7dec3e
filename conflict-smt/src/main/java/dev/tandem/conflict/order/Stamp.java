/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.FieldSet;

/** A change that is remembered as the last writer of some fields of a row. */
final class Stamp {
    private static final int WEIGHT = 56;

    int origin;
    /** The commit time in µs minus the tolerance for the origin's rank. It never falls from one change of an origin to the next. */
    long time;

    long version;
    boolean delete;
    FieldSet fields = FieldSet.NONE;

    void become(Stamp other, FieldSet itsFields) {
        origin = other.origin;
        time = other.time;
        version = other.version;
        delete = other.delete;
        fields = itsFields;
    }

    /** Compares by version within an origin, and by time, then precedence, between two origins. */
    boolean newerThan(Stamp other, Origins origins) {
        if (origin == other.origin) {
            return version > other.version;
        }
        return time == other.time ? origins.precedes(origin, other.origin) : time > other.time;
    }

    boolean sameChange(Stamp other) {
        return origin == other.origin && version == other.version;
    }

    int weight() {
        return WEIGHT + fields.weight();
    }
}
