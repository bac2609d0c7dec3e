/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.plan.FieldLoss.Outcome;
import dev.tandem.postgres.sink.record.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The rule of tables with one version for each row: a change applies as a whole if the guard lets it pass. Pure. */
public record VersionRule(VersionGuard guard) implements RowRule {
    @Override
    public boolean isUnconditional(RowHistory history) {
        Change last = history.last();
        if (last.version() == null) {
            return false;
        }
        for (int i = 0; i < history.changes().size() - 1; i++) {
            Change earlier = history.changes().get(i);
            if (earlier.version() == null || !guard.passes(last.version(), earlier.version())) {
                return false;
            }
            if (!last.isDelete() && (earlier.isDelete() || !covers(last.fields(), earlier.fields()))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Optional<RowWrite> decide(RowHistory history, RowState before) {
        boolean existed = before.presence() == RowState.Presence.PRESENT;
        boolean exists = existed;
        boolean deleted = false;
        Long version = before.version();
        String origin = before.origin();
        Change newest = null;
        BitSet fields = new BitSet();
        Change[] sources = {};
        for (Change change : history.changes()) {
            if (!guard.passes(change, version, origin)) {
                continue;
            }
            newest = change;
            origin = change.origin();
            version = change.version() == null ? version : change.version();
            if (change.isDelete()) {
                deleted = existed;
                exists = false;
                fields = new BitSet();
            } else {
                exists = true;
                fields.or(change.fields());
                sources = withSource(sources, change);
            }
        }
        if (newest == null) {
            return Optional.empty();
        }
        RowWrite.Action action = RowWrite.Action.UPSERT;
        if (!exists) {
            action = RowWrite.Action.DELETE;
        } else if (deleted) {
            action = RowWrite.Action.REPLACE;
        }
        return Optional.of(new RowWrite(
                action, newest, new Stamp(version, newest.origin()), fields, sources, null, history.isPartial()));
    }

    /**
     * Returns what the changes of one origin and a row of another lose to each other. With the first change that is applied, the
     * row is of that origin, so there is nothing more.
     */
    @Override
    public List<FieldLoss> losses(RowHistory history, RowState before) {
        if (before.origin() == null || before.origin().equals(history.last().origin())) {
            return List.of();
        }
        List<FieldLoss> losses = new ArrayList<>(1);
        for (Change change : history.changes()) {
            boolean applied = guard.passes(change, before.version(), before.origin());
            if (!(change.isDelete() && before.presence() == RowState.Presence.DELETED)) {
                Outcome outcome = applied ? Outcome.CHANGE_WINS : Outcome.ROW_WINS;
                losses.add(new FieldLoss(change, change.fields(), before, outcome));
            }
            if (applied) {
                break;
            }
        }
        return losses;
    }

    private static Change[] withSource(Change[] sources, Change change) {
        BitSet fields = change.fields();
        Change[] wide = fields.length() > sources.length ? Arrays.copyOf(sources, fields.length()) : sources;
        for (int field = fields.nextSetBit(0); field >= 0; field = fields.nextSetBit(field + 1)) {
            wide[field] = change;
        }
        return wide;
    }

    private static boolean covers(BitSet wide, BitSet narrow) {
        if (wide.equals(narrow)) {
            return true;
        }
        BitSet rest = (BitSet) narrow.clone();
        rest.andNot(wide);
        return rest.isEmpty();
    }
}
