/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.batch;

import dev.tandem.postgres.sink.record.Change;

/** The rule that says which changes are new enough to be applied to a row. */
public enum VersionGuard {
    /** Versions are all different: only a later one is new. */
    NEWER(">") {
        @Override
        public boolean passes(long change, long row) {
            return change > row;
        }
    },
    /** Different changes may share a version, as times of a clock do: of two equal ones the later to arrive counts. */
    NOT_OLDER(">=") {
        @Override
        public boolean passes(long change, long row) {
            return change >= row;
        }
    };

    private final String operator;

    VersionGuard(String operator) {
        this.operator = operator;
    }

    /** Returns the comparison in SQL, the change's version on the left. */
    public String operator() {
        return operator;
    }

    public abstract boolean passes(long change, long row);

    /**
     * Changes of different origins are ordered by version and then by the origin's name, so that what wins does not depend on what
     * comes first.
     */
    public boolean passes(Change change, Long row, String rowOrigin) {
        String origin = change.origin();
        if (origin == null || rowOrigin == null || origin.equals(rowOrigin)) {
            return passes(change.version(), row);
        }
        boolean tie = change.version() != null && change.version().equals(row);
        return tie ? origin.compareTo(rowOrigin) < 0 : NEWER.passes(change.version(), row);
    }

    /** An unknown version never blocks a change: such a delete always counts as newer, and such a row as older. */
    public boolean passes(Long change, Long row) {
        return change == null || row == null || passes(change.longValue(), row.longValue());
    }
}
