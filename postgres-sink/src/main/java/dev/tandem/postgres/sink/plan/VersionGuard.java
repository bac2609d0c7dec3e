/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;

/** The rule that says which changes are new enough to be applied to a row. */
public enum VersionGuard {
    /** No two changes share a version, so only a greater one is new. */
    NEWER(">") {
        @Override
        public boolean passes(long change, long row) {
            return change > row;
        }
    },
    /** Changes may share a version, such as the time of a clock. Of two equal ones, the later to arrive counts. */
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
     * Returns whether a change applies to a row. Changes of different origins are ordered by version and then by the origin's name, so
     * that the winner does not depend on which comes first.
     */
    public boolean passes(Change change, Long row, String rowOrigin) {
        String origin = change.origin();
        if (origin == null || rowOrigin == null || origin.equals(rowOrigin)) {
            return passes(change.version(), row);
        }
        boolean tie = change.version() != null && change.version().equals(row);
        return tie ? origin.compareTo(rowOrigin) < 0 : NEWER.passes(change.version(), row);
    }

    /** Returns whether a change applies to a row. A delete of unknown version counts as newer than any row, and such a row as older. */
    public boolean passes(Long change, Long row) {
        return change == null || row == null || passes(change.longValue(), row.longValue());
    }
}
