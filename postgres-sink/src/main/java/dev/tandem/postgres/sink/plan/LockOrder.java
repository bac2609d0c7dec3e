/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The order in which all tasks lock rows: by their keys. Comparing the keys of thousands of rows is mostly waiting for memory, so the
 * start of each key, which is enough for most comparisons, is first packed into a number next to its row.
 */
final class LockOrder {
    private static final int RANKED_CHARACTERS = 7;
    private static final int BITS = 9;
    private static final int BEYOND = 257;

    private LockOrder() {}

    /** @param rank where it differs from another's, the keys' order is the same */
    private record Ranked(long rank, RowHistory row) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            return rank == other.rank ? row.key().compareTo(other.row.key()) : Long.compare(rank, other.rank);
        }
    }

    static List<RowHistory> of(Collection<RowHistory> rows) {
        ToLongFunction<RowHistory> rank = rank(rows);
        List<Ranked> ranked = new ArrayList<>(rows.size());
        for (RowHistory row : rows) {
            ranked.add(new Ranked(rank.applyAsLong(row), row));
        }
        ranked.sort(null);
        List<RowHistory> sorted = new ArrayList<>(rows.size());
        for (Ranked row : ranked) {
            sorted.add(row.row);
        }
        return sorted;
    }

    private static ToLongFunction<RowHistory> rank(Collection<RowHistory> rows) {
        if (rows.stream().allMatch(row -> row.key().part(0) instanceof Long)) {
            return row -> (Long) row.key().part(0);
        }
        if (rows.stream().allMatch(row -> row.key().part(0) instanceof String)) {
            int alike = alike(rows);
            return row -> rank((String) row.key().part(0), alike);
        }
        return row -> 0;
    }

    /** Returns the length of the prefix that all keys share, which is long for the Ids of one object. */
    private static int alike(Collection<RowHistory> rows) {
        String one = null;
        int alike = 0;
        for (RowHistory row : rows) {
            String key = (String) row.key().part(0);
            if (one == null) {
                one = key;
                alike = key.length();
            }
            alike = Math.min(alike, key.length());
            for (int i = 0; i < alike; i++) {
                if (key.charAt(i) != one.charAt(i)) {
                    alike = i;
                }
            }
        }
        return alike;
    }

    /** Packs the characters that follow. Those beyond Latin-1 rank the same, and whatever follows one does not count. */
    private static long rank(String key, int from) {
        long rank = 0;
        boolean beyond = false;
        for (int i = from; i < from + RANKED_CHARACTERS; i++) {
            int character = 0;
            if (i < key.length() && !beyond) {
                character = Math.min(key.charAt(i) + 1, BEYOND);
                beyond = character == BEYOND;
            }
            rank = rank << BITS | character;
        }
        return rank;
    }
}
