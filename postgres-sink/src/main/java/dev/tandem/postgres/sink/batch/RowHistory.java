/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.batch;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RowKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The changes of one row in a batch, in the order in which they came. */
public final class RowHistory {
    private final RowKey key;
    private final List<Change> changes = new ArrayList<>(1);

    RowHistory(RowKey key) {
        this.key = key;
    }

    RowKey key() {
        return key;
    }

    void add(Change change) {
        changes.add(change);
    }

    public Change last() {
        return changes.get(changes.size() - 1);
    }

    /** The version that a row must have to make all of this stale; null when there is none. */
    public Long newestVersion() {
        Long newest = changes.get(0).version();
        for (Change change : changes) {
            if (change.version() == null) {
                return null;
            }
            newest = Math.max(newest, change.version());
        }
        return newest;
    }

    public List<Change> changes() {
        return changes;
    }

    /**
     * Whether the last change, guarded by its version alone, has the effect of all, whatever the row is: it makes those before it
     * irrelevant. Otherwise the row's state has to be known.
     */
    boolean isUnconditional(VersionGuard guard) {
        Change last = last();
        if (last.version() == null) {
            return false;
        }
        for (int i = 0; i < changes.size() - 1; i++) {
            Change earlier = changes.get(i);
            if (earlier.version() == null || !guard.passes(last.version(), earlier.version())) {
                return false;
            }
            if (!last.isDelete() && (earlier.isDelete() || !covers(last.fields(), earlier.fields()))) {
                return false;
            }
        }
        return true;
    }

    /** Applies the changes one after the other to a row in that state, and returns what is to be written in the end, if anything. */
    Optional<RowWrite> applyTo(RowState before, VersionGuard guard) {
        boolean exists = before.presence() == RowState.Presence.PRESENT;
        boolean deleted = false;
        Long version = before.version();
        String origin = before.origin();
        Change newest = null;
        BitSet fields = new BitSet();
        Change[] sources = {};
        for (Change change : changes) {
            if (!guard.passes(change, version, origin)) {
                continue;
            }
            newest = change;
            origin = change.origin();
            version = change.version() == null ? version : change.version();
            if (change.isDelete()) {
                deleted |= exists;
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
        return Optional.of(new RowWrite(action, newest, version, fields, sources));
    }

    private static Change[] withSource(Change[] sources, Change change) {
        BitSet fields = change.fields();
        Change[] wide = fields.length() > sources.length ? Arrays.copyOf(sources, fields.length()) : sources;
        for (int position = fields.nextSetBit(0); position >= 0; position = fields.nextSetBit(position + 1)) {
            wide[position] = change;
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
