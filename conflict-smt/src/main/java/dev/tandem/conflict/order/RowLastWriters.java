/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.FieldSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last writer of each field of one row, from the changes seen since the row entered the memory. */
final class RowLastWriters {
    private static final int WEIGHT = 160;
    private static final int VALUE_WEIGHT = 96;

    final LastWriterCache cache;
    final Object key;
    /** One of the row's neighbours in the order of last use. */
    RowLastWriters moreRecentlyUsed;

    RowLastWriters lessRecentlyUsed;

    /** The stamps, unordered. The newest stamp of each origin stays even if others have overwritten all of its fields. */
    private final List<Stamp> stamps = new ArrayList<>(1);
    /** The greatest or least value of each field with such a policy, keyed by slot. */
    private Map<Integer, Number> extremes;

    RowLastWriters(LastWriterCache cache, Object key) {
        this.cache = cache;
        this.key = key;
    }

    List<Stamp> stamps() {
        return stamps;
    }

    /** Returns the newest change of an origin; null if none is known. */
    Stamp newestOf(int origin) {
        Stamp newest = null;
        for (int i = 0; i < stamps.size(); i++) {
            Stamp stamp = stamps.get(i);
            if (stamp.origin == origin && (newest == null || stamp.version > newest.version)) {
                newest = stamp;
            }
        }
        return newest;
    }

    /** Remembers a change as the last writer of these fields. The argument is copied. */
    void note(Stamp change, FieldSet fields) {
        Stamp same = null;
        Stamp stale = null;
        for (int i = 0; i < stamps.size(); i++) {
            Stamp stamp = stamps.get(i);
            if (stamp.sameChange(change)) {
                same = stamp;
            } else {
                stamp.fields = stamp.fields.minus(fields);
                if (stamp.fields.isEmpty() && stamp.origin == change.origin && stamp.version < change.version) {
                    stale = stamp;
                }
            }
        }
        if (same != null) {
            // Keep the time of the first delivery. Changes that came in between must not raise it.
            same.fields = same.fields.or(fields);
            same.delete = change.delete;
        } else if (stale != null) {
            stale.become(change, fields);
        } else {
            Stamp added = new Stamp();
            added.become(change, fields);
            stamps.add(added);
        }
        if (stamps.size() > 1) {
            forgetSuperseded();
        }
    }

    private void forgetSuperseded() {
        for (int i = stamps.size() - 1; i >= 0; i--) {
            Stamp stamp = stamps.get(i);
            if (stamp.fields.isEmpty() && newestOf(stamp.origin) != stamp) {
                stamps.remove(i);
            }
        }
    }

    Number extreme(int slot) {
        return extremes == null ? null : extremes.get(slot);
    }

    void noteExtreme(int slot, Number value) {
        if (extremes == null) {
            extremes = new HashMap<>();
        }
        extremes.put(slot, value);
    }

    void forgetExtremes(FieldSet of) {
        if (extremes != null) {
            extremes.keySet().removeIf(of::contains);
        }
    }

    int weight(int keyWeight) {
        int weight = WEIGHT + keyWeight + (extremes == null ? 0 : VALUE_WEIGHT * extremes.size());
        for (int i = 0; i < stamps.size(); i++) {
            weight += stamps.get(i).weight();
        }
        return weight;
    }
}
