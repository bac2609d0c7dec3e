/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;
import java.util.List;
import java.util.Optional;

/**
 * The rule of {@code insert.mode=insert}: a row that exists stays as it is, so the first of several changes wins, whether or not
 * they come in one transaction. Only a delete makes room for another. Pure.
 */
public record InsertRule(VersionGuard guard) implements RowRule {
    @Override
    public boolean isUnconditional(RowHistory history) {
        List<Change> changes = history.changes();
        if (changes.size() == 1) {
            return changes.get(0).version() != null;
        }
        return changes.stream().noneMatch(Change::isDelete);
    }

    @Override
    public RowWrite decideUnread(RowHistory history) {
        return RowWrite.of(history.changes().get(0));
    }

    @Override
    public Optional<RowWrite> decide(RowHistory history, RowState before) {
        boolean existed = before.presence() == RowState.Presence.PRESENT;
        boolean exists = existed;
        boolean deleted = false;
        Long version = before.version();
        Change newest = null;
        for (Change change : history.changes()) {
            boolean stays = exists && !change.isDelete();
            if (stays || !guard.passes(change.version(), version)) {
                continue;
            }
            deleted |= exists && existed;
            exists = !change.isDelete();
            newest = change;
            version = change.version() == null ? version : change.version();
        }
        if (newest == null) {
            return Optional.empty();
        }
        RowWrite.Action action = deleted ? RowWrite.Action.REPLACE : RowWrite.Action.UPSERT;
        return Optional.of(RowWrite.of(newest, exists ? action : RowWrite.Action.DELETE, version));
    }

    /** Returns none, because conflicts are logged only where rows are updated. */
    @Override
    public List<FieldLoss> losses(RowHistory history, RowState before) {
        return List.of();
    }
}
