/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import dev.tandem.salesforce.simulator.schema.Field;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The rows of one object, those in the recycle bin too. Written under the store's lock only. */
final class Table {
    /** Salesforce empties a recycle bin that has grown too big, the oldest first. */
    private static final int RECYCLE_BIN = 50_000;

    private final ConcurrentNavigableMap<String, Row> rows = new ConcurrentSkipListMap<>();
    private final List<String> live = new ArrayList<>();
    private final Map<String, Integer> livePlaces = new HashMap<>();
    private final Deque<String> bin = new ArrayDeque<>();
    private final Map<Integer, FieldIndex> indexes = new HashMap<>();
    private final Clock clock;
    private Instant lastRemoval = Instant.EPOCH;
    private long ids;

    Table(Clock clock) {
        this.clock = clock;
    }

    /** The time at which a record was last removed for good. */
    Instant lastRemoval() {
        return lastRemoval;
    }

    long nextNumber() {
        return ++ids;
    }

    Row row(String id) {
        return rows.get(id);
    }

    List<Row> all() {
        return new ArrayList<>(rows.values());
    }

    boolean isLive(String id) {
        return livePlaces.containsKey(id);
    }

    int liveCount() {
        return live.size();
    }

    int deletedCount() {
        return bin.size();
    }

    void put(String id, Row row) {
        Row before = rows.put(id, row);
        if (livePlaces.containsKey(id)) {
            indexes.values().forEach(index -> index.remove(id, before));
        } else {
            bin.removeLastOccurrence(id);
            livePlaces.put(id, live.size());
            live.add(id);
        }
        indexes.values().forEach(index -> index.add(id, row));
    }

    /** Moves the record into the recycle bin. */
    void delete(String id, Row row) {
        Row before = rows.put(id, row);
        if (livePlaces.containsKey(id)) {
            indexes.values().forEach(index -> index.remove(id, before));
            retire(id);
        } else {
            bin.removeLastOccurrence(id);
        }
        bin.addLast(id);
        if (bin.size() > RECYCLE_BIN) {
            rows.remove(bin.removeFirst());
            lastRemoval = clock.instant();
        }
    }

    /** Takes the record out of the recycle bin for good. */
    void purge(String id) {
        if (bin.removeLastOccurrence(id)) {
            rows.remove(id);
            lastRemoval = clock.instant();
        }
    }

    /** The ids of the live records whose field has that value; keeps an index of the field from the first call on. */
    Set<String> withValue(Field field, Object value) {
        return indexes.computeIfAbsent(field.slot(), slot -> indexed(field)).withValue(value);
    }

    /** Any live record's id, or null where there is none. */
    String anyLive(RandomGenerator random) {
        return live.isEmpty() ? null : live.get(random.nextInt(live.size()));
    }

    /** The id of the record deleted last, or null. */
    String lastDeleted() {
        return bin.peekLast();
    }

    void replaceAll(UnaryOperator<Row> change) {
        rows.replaceAll((id, row) -> change.apply(row));
        indexes.clear();
    }

    private FieldIndex indexed(Field field) {
        FieldIndex index = new FieldIndex(field);
        live.forEach(id -> index.add(id, rows.get(id)));
        return index;
    }

    /** Keeps the list of live ids dense, so that any of them can be drawn at random. */
    private void retire(String id) {
        int place = livePlaces.remove(id);
        String last = live.remove(live.size() - 1);
        if (!last.equals(id)) {
            live.set(place, last);
            livePlaces.put(last, place);
        }
    }
}
