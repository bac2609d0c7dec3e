/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.conflict;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.plan.FieldLoss;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowState;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.plan.VersionRule;
import dev.tandem.postgres.sink.record.Change;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A change that meets a row, or the tombstone of one, that was last written from another origin. Pure.
 *
 * @param local the row before the change
 */
public record Conflict(Change change, RowState local, Type type, Resolution resolution, BitSet fields) {
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
        KEEP_LOCAL,
        /** A delete sets fields to null that are older, and leaves the newer ones. */
        MERGE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the conflicts of a history with a row that keeps one version and one origin. */
    static List<Conflict> of(RowHistory history, RowState row, VersionGuard guard) {
        return new VersionRule(guard)
                .losses(history, row).stream().map(Conflict::of).toList();
    }

    static Conflict of(FieldLoss loss) {
        Resolution resolution = switch (loss.outcome()) {
            case CHANGE_WINS -> Resolution.APPLY_REMOTE;
            case ROW_WINS -> Resolution.KEEP_LOCAL;
            case BOTH -> Resolution.MERGE;
        };
        return new Conflict(loss.change(), loss.local(), type(loss.change(), loss.local()), resolution, loss.fields());
    }

    private static Type type(Change change, RowState row) {
        if (row.presence() == RowState.Presence.DELETED) {
            return Type.UPDATE_DELETED;
        }
        if (change.isDelete()) {
            return Type.DELETE_ORIGIN_DIFFERS;
        }
        return change.operation() == Operation.CREATE ? Type.INSERT_EXISTS : Type.UPDATE_ORIGIN_DIFFERS;
    }

    /** Returns the change with the fields whose values are kept: none if that is the row as a whole. */
    public RowWrite loggedFields() {
        RowWrite whole = RowWrite.of(change);
        BitSet logged = isOfWholeRow() ? new BitSet() : fields;
        return new RowWrite(RowWrite.Action.UPSERT, change, whole.stamp(), logged, null, null, false);
    }

    /** Returns whether one side is the row as a whole, since the other is a delete that wins or loses, rather than single fields. */
    public boolean isOfWholeRow() {
        return type == Type.DELETE_ORIGIN_DIFFERS
                || (type == Type.UPDATE_DELETED && resolution == Resolution.APPLY_REMOTE);
    }
}
