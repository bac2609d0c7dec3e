/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.conflict;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.batch.VersionGuard;
import dev.tandem.postgres.sink.record.Change;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A change that meets a row, or the tombstone of one, that was last written from another origin. Pure.
 *
 * @param local the row before the change
 */
public record Conflict(Change change, RowState local, Type type, Resolution resolution) {
    /** The kind of a conflict, by the names of PostgreSQL 18. */
    public enum Type {
        INSERT_EXISTS,
        UPDATE_ORIGIN_DIFFERS,
        UPDATE_DELETED,
        DELETE_ORIGIN_DIFFERS;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The winner of a conflict. */
    public enum Resolution {
        APPLY_REMOTE,
        KEEP_LOCAL;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The conflicts of a history of one origin. With the first change that is applied the row is of that origin, so there are no
     * more.
     */
    public static List<Conflict> of(RowHistory history, RowState row, VersionGuard guard) {
        if (row.origin() == null || row.origin().equals(history.last().origin())) {
            return List.of();
        }
        List<Conflict> conflicts = new ArrayList<>(1);
        for (Change change : history.changes()) {
            boolean applied = guard.passes(change, row.version(), row.origin());
            Resolution resolution = applied ? Resolution.APPLY_REMOTE : Resolution.KEEP_LOCAL;
            type(change, row).ifPresent(type -> conflicts.add(new Conflict(change, row, type, resolution)));
            if (applied) {
                break;
            }
        }
        return conflicts;
    }

    private static Optional<Type> type(Change change, RowState row) {
        if (row.presence() == RowState.Presence.DELETED) {
            return change.isDelete() ? Optional.empty() : Optional.of(Type.UPDATE_DELETED);
        }
        if (change.isDelete()) {
            return Optional.of(Type.DELETE_ORIGIN_DIFFERS);
        }
        return Optional.of(change.operation() == Operation.CREATE ? Type.INSERT_EXISTS : Type.UPDATE_ORIGIN_DIFFERS);
    }

    /** The change with the fields whose values are kept: none where that is the row as a whole. */
    public RowWrite loggedFields() {
        BitSet fields = isOfWholeRow() ? new BitSet() : change.fields();
        return new RowWrite(RowWrite.Action.UPSERT, change, change.version(), fields, null);
    }

    /** Returns whether one side is the row as a whole, since the other is a delete that wins or loses, rather than single fields. */
    public boolean isOfWholeRow() {
        return type == Type.DELETE_ORIGIN_DIFFERS
                || (type == Type.UPDATE_DELETED && resolution == Resolution.APPLY_REMOTE);
    }
}
