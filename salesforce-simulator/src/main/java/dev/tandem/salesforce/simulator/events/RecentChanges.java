/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.RecordChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest changes with their exact commit time, which change events do not carry, and how many there were of each kind. */
public final class RecentChanges {
    private static final int KEPT = 10_000;

    /** One change of one record; {@code committedAt} is in epoch milliseconds, {@code replayId} 0 where no event reported it. */
    public record Change(
            long sequence,
            String object,
            String id,
            ChangeKind kind,
            long committedAt,
            List<String> fields,
            long replayId) {}

    private final Deque<Change> changes = new ArrayDeque<>();
    private final Map<String, Map<ChangeKind, Long>> counts = new TreeMap<>();
    private long sequence;

    synchronized void add(RecordChange change, long committedAt, List<String> fields, long replayId) {
        String object = change.object().name();
        changes.addLast(new Change(++sequence, object, change.id(), change.kind(), committedAt, fields, replayId));
        if (changes.size() > KEPT) {
            changes.removeFirst();
        }
        counts.computeIfAbsent(object, name -> new EnumMap<>(ChangeKind.class)).merge(change.kind(), 1L, Long::sum);
    }

    /** The kept changes after that sequence number, the oldest first. */
    public synchronized List<Change> after(long sequenceNumber) {
        int newer = (int) Math.min(sequence - sequenceNumber, changes.size());
        List<Change> found = new ArrayList<>();
        var backwards = changes.descendingIterator();
        for (int i = 0; i < newer; i++) {
            found.add(backwards.next());
        }
        Collections.reverse(found);
        return found;
    }

    /** The newest {@code count} changes, the oldest first. */
    public synchronized List<Change> newest(int count) {
        return after(sequence - count);
    }

    public synchronized long count(String object, ChangeKind kind) {
        return counts.getOrDefault(object, Map.of()).getOrDefault(kind, 0L);
    }
}
