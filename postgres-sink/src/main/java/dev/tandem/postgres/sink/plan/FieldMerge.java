/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.plan.FieldLoss.Outcome;
import dev.tandem.postgres.sink.plan.RowState.Presence;
import dev.tandem.postgres.sink.record.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A row under {@link FieldRule}, while changes are applied to it one after the other. */
final class FieldMerge {
    private final FieldRule rule;
    private final RowState before;
    private final List<FieldLoss> losses = new ArrayList<>();
    private final BitSet written = new BitSet();
    private Change[] sources = {};
    private boolean exists;
    private boolean recreated;
    private Change newest;
    private boolean partial = true;
    /** The stamp of the row or its tombstone. */
    private Stamp row;

    private FieldStamps stamps;

    FieldMerge(FieldRule rule, RowState before) {
        this.rule = rule;
        this.before = before;
        this.exists = before.presence() == Presence.PRESENT;
        this.row = new Stamp(before.version(), before.origin());
        this.stamps = FieldStamps.parse(before.fields(), row, rule.columns());
    }

    void apply(Change change) {
        partial &= change.operation() == Operation.UPDATE;
        if (!exists) {
            applyToNone(change);
        } else if (change.isDelete()) {
            delete(change);
        } else {
            update(change);
        }
    }

    private boolean beats(Change change, Stamp stamp) {
        return rule.guard().passes(change, stamp.version(), stamp.origin());
    }

    private void applyToNone(Change change) {
        boolean applied = beats(change, row);
        if (!change.isDelete() && row.isForeignTo(change)) {
            lose(
                    change,
                    applied ? new BitSet() : change.fields(),
                    row,
                    applied ? Outcome.CHANGE_WINS : Outcome.ROW_WINS);
        }
        if (!applied) {
            return;
        }
        if (!change.isDelete()) {
            exists = true;
            stamps = new FieldStamps(row);
            change.fields().stream().forEach(field -> set(field, change));
        }
        take(change);
    }

    private void update(Change change) {
        Map<Stamp, BitSet> won = new LinkedHashMap<>();
        Map<Stamp, BitSet> lost = new LinkedHashMap<>();
        change.fields().stream().forEach(field -> {
            String column = rule.fields().column(field);
            Stamp known = stamps.of(column);
            boolean applied = beats(change, known);
            boolean losesValue = !applied || stamps.isWritten(column);
            if (known.isForeignTo(change) && losesValue) {
                (applied ? won : lost)
                        .computeIfAbsent(known, added -> new BitSet())
                        .set(field);
            }
            if (applied) {
                set(field, change);
            }
        });
        won.forEach((stamp, fields) -> lose(change, fields, stamp, Outcome.CHANGE_WINS));
        lost.forEach((stamp, fields) -> lose(change, fields, stamp, Outcome.ROW_WINS));
        if (beats(change, row)) {
            take(change);
        }
    }

    private void delete(Change change) {
        Optional<Stamp> foreign = Stream.concat(Stream.of(row), stamps.ofWritten().stream())
                .filter(stamp -> stamp.isForeignTo(change))
                .reduce((one, other) -> other.version() > one.version() ? other : one);
        if (beats(change, row)) {
            foreign.ifPresent(stamp -> lose(change, new BitSet(), stamp, Outcome.CHANGE_WINS));
            exists = false;
            recreated = true;
            written.clear();
            sources = new Change[0];
            take(change);
            return;
        }
        boolean erases = erase(change);
        foreign.ifPresent(stamp -> lose(change, new BitSet(), stamp, erases ? Outcome.BOTH : Outcome.ROW_WINS));
        if (beats(change, stamps.base())) {
            stamps.setBase(Stamp.of(change));
            newest = newest == null ? change : newest;
        }
    }

    /** Sets the fields to null that were written before the delete; returns whether there are any. */
    private boolean erase(Change change) {
        boolean erases = false;
        for (String column : rule.erasable()) {
            if (stamps.isWritten(column) && beats(change, stamps.of(column))) {
                int field = rule.fields().assignNumber(column);
                stamps.erase(column);
                written.set(field);
                if (field < sources.length) {
                    sources[field] = null;
                }
                erases = true;
            }
        }
        return erases;
    }

    private void take(Change change) {
        newest = change;
        row = new Stamp(change.version() == null ? row.version() : change.version(), change.origin());
    }

    private void set(int field, Change change) {
        written.set(field);
        if (field >= sources.length) {
            sources = Arrays.copyOf(sources, Math.max(field + 1, change.fields().length()));
        }
        sources[field] = change;
        stamps.put(rule.fields().column(field), Stamp.of(change));
        if (newest == null) {
            newest = change;
        }
    }

    private void lose(Change change, BitSet fields, Stamp stamp, Outcome outcome) {
        losses.add(new FieldLoss(
                change,
                fields,
                new RowState(exists ? Presence.PRESENT : Presence.DELETED, stamp.version(), stamp.origin(), null),
                outcome));
    }

    List<FieldLoss> losses() {
        return losses;
    }

    Optional<RowWrite> write() {
        if (newest == null) {
            return Optional.empty();
        }
        if (!exists) {
            return Optional.of(new RowWrite(RowWrite.Action.DELETE, newest, row, new BitSet(), sources, null, false));
        }
        boolean replaces = recreated && before.presence() == Presence.PRESENT;
        BitSet fields = (BitSet) written.clone();
        Change[] wide = sources.length < fields.length() ? Arrays.copyOf(sources, fields.length()) : sources;
        return Optional.of(new RowWrite(
                replaces ? RowWrite.Action.REPLACE : RowWrite.Action.UPSERT,
                newest,
                row,
                fields,
                wide,
                stamps.json(row, rule.columns()),
                partial));
    }
}
