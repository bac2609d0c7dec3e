/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The place in the log at which a snapshot read its rows. A transaction that was open meanwhile has written before that place,
 * and committed after it: its changes are newer than the rows read, and get the places right behind the snapshot.
 */
final class SnapshotPoint {
    private static final int MAX_ROWS = 10_000;
    /** A commit takes more than this of the log, so that the row's next change is later still. */
    private static final int MAX_BEHIND = 32;

    private record Overtaken(long place, int count) {}

    private final Map<Object, Overtaken> rows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Overtaken> eldest) {
            return size() > MAX_ROWS;
        }
    };

    private long place = Long.MIN_VALUE;

    long place() {
        return place;
    }

    void read(long at) {
        if (at > place) {
            place = at;
            rows.clear();
        }
    }

    /** The changes of one row follow one another; one that is not later than the last has come again, and so have those before. */
    long behind(Object key, long changed) {
        Overtaken last = rows.get(key);
        int count = last == null || changed <= last.place ? 1 : Math.min(last.count + 1, MAX_BEHIND);
        rows.put(key, new Overtaken(changed, count));
        return place + count;
    }
}
