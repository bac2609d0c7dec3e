/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

/**
 * The state of a row in Postgres before changes are applied to it.
 *
 * @param version of the row or of its tombstone; null when there is neither, or when the row never had one
 * @param origin where the row or the delete was written; null when that is not known or does not matter
 * @param fields the stamps of the row's fields as JSON; null if all have the row's
 */
public record RowState(Presence presence, Long version, String origin, String fields) {
    public static final RowState ABSENT = new RowState(Presence.ABSENT, null, null, null);

    /** The presence of a row: the row itself, its tombstone, or no trace. */
    public enum Presence {
        PRESENT,
        DELETED,
        ABSENT
    }

    public static RowState present(Long version, String origin) {
        return new RowState(Presence.PRESENT, version, origin, null);
    }

    public static RowState deleted(long version, String origin) {
        return new RowState(Presence.DELETED, version, origin, null);
    }
}
