/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import dev.tandem.salesforce.simulator.OrgControl.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * The journeys of changes, put together from what the three observers saw: a change has arrived with the first write of its row whose
 * version is not older than the change's own. (Writes of several changes of one row may be merged; a row never becomes older.) The
 * observers may report in any order. Pure, and not thread-safe.
 */
final class Journeys {
    /** The number of unarrived changes, of events without a change, and of rows that are remembered. */
    private static final int MEMORY = 20_000;

    private static final int WRITES_PER_ROW = 16;

    private final ObjLongConsumer<String> onArrivalInTopic;
    private final Consumer<Passage> onArrival;
    private final int newest;
    private final Map<EventKey, Traveller> travellers = new HashMap<>();
    private final Deque<Traveller> inOrder = new ArrayDeque<>();
    private final Map<EventKey, TopicRecord> unclaimed = bounded();
    private final Map<RowKey, Deque<RowWrite>> writes = bounded();
    private final Map<RowKey, List<Traveller>> waiting = new HashMap<>();

    /**
     * @param newest of how many changes the way is remembered after their arrival
     * @param onArrivalInTopic gets the object and the time from the commit to the topic in µs
     * @param onArrival gets the whole way of each change that has arrived in its row
     */
    Journeys(int newest, ObjLongConsumer<String> onArrivalInTopic, Consumer<Passage> onArrival) {
        this.newest = newest;
        this.onArrivalInTopic = onArrivalInTopic;
        this.onArrival = onArrival;
    }

    private record EventKey(String object, String id, long replayId) {}

    private record RowKey(String object, String id) {}

    private static final class Traveller {
        private final Change change;
        private TopicRecord event;
        private long arrivedAt;

        private Traveller(Change change) {
            this.change = change;
        }

        private RowKey row() {
            return new RowKey(change.object(), change.id());
        }
    }

    void committed(Change change) {
        var traveller = new Traveller(change);
        var key = new EventKey(change.object(), change.id(), change.replayId());
        travellers.put(key, traveller);
        inOrder.addLast(traveller);
        TopicRecord event = unclaimed.remove(key);
        if (event != null) {
            inTopic(traveller, event);
        }
        forget();
    }

    void inTopic(TopicRecord event) {
        var key = new EventKey(event.object(), event.id(), event.replayId());
        Traveller traveller = travellers.get(key);
        if (traveller == null) {
            unclaimed.put(key, event);
        } else if (traveller.event == null) {
            inTopic(traveller, event);
        }
    }

    private void inTopic(Traveller traveller, TopicRecord event) {
        traveller.event = event;
        onArrivalInTopic.accept(event.object(), sinceCommit(traveller, event.writtenAt()));
        for (RowWrite write : writes.getOrDefault(traveller.row(), new ArrayDeque<>())) {
            if (isAt(traveller, write)) {
                arrive(traveller, write);
                return;
            }
        }
        waiting.computeIfAbsent(traveller.row(), row -> new ArrayList<>()).add(traveller);
    }

    void inRow(RowWrite write) {
        var row = new RowKey(write.object(), write.id());
        Deque<RowWrite> known = writes.computeIfAbsent(row, any -> new ArrayDeque<>());
        known.addLast(write);
        if (known.size() > WRITES_PER_ROW) {
            known.removeFirst();
        }
        for (Traveller traveller : List.copyOf(waiting.getOrDefault(row, List.of()))) {
            if (isAt(traveller, write)) {
                arrive(traveller, write);
            }
        }
    }

    private static boolean isAt(Traveller traveller, RowWrite write) {
        return write.version() == RowWrite.DELETED
                // A delete says no version; one before the event was in the topic is an earlier one.
                ? traveller.change.kind().equals("DELETE") && write.committedAt() >= traveller.event.writtenAt()
                : write.version() >= traveller.event.version();
    }

    /** Marks the change as arrived, and with it those it overtook in the same batch. */
    private void arrive(Traveller traveller, RowWrite write) {
        for (Traveller overtaken : List.copyOf(waiting.getOrDefault(traveller.row(), List.of()))) {
            if (overtaken != traveller && overtaken.event.version() < traveller.event.version()) {
                arrived(overtaken, write);
            }
        }
        arrived(traveller, write);
    }

    private void arrived(Traveller traveller, RowWrite write) {
        traveller.arrivedAt = write.committedAt();
        stopWaiting(traveller);
        onArrival.accept(passage(traveller.change, traveller.event, write));
    }

    private static Passage passage(Change change, TopicRecord event, RowWrite write) {
        return new Passage(
                change.object(),
                change.committedAt() * 1000,
                event.times().emittedAt(),
                event.times().sentAt(),
                event.place().partition(),
                event.place().offset(),
                write.committedAt());
    }

    private static long sinceCommit(Traveller traveller, long at) {
        return Math.max(0, at - traveller.change.committedAt() * 1000);
    }

    private void stopWaiting(Traveller traveller) {
        List<Traveller> here = waiting.get(traveller.row());
        if (here != null && here.remove(traveller) && here.isEmpty()) {
            waiting.remove(traveller.row());
        }
    }

    private void forget() {
        while (inOrder.size() > newest && (inOrder.peekFirst().arrivedAt > 0 || inOrder.size() > MEMORY)) {
            Traveller gone = inOrder.removeFirst();
            Change change = gone.change;
            travellers.remove(new EventKey(change.object(), change.id(), change.replayId()));
            stopWaiting(gone);
        }
    }

    /** The newest changes, newest first. */
    List<Journey> newest() {
        var journeys = new ArrayList<Journey>();
        for (Iterator<Traveller> each = inOrder.descendingIterator(); each.hasNext() && journeys.size() < newest; ) {
            Traveller traveller = each.next();
            journeys.add(new Journey(
                    traveller.change,
                    traveller.event == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(sinceCommit(traveller, traveller.event.writtenAt())),
                    traveller.arrivedAt == 0
                            ? OptionalLong.empty()
                            : OptionalLong.of(sinceCommit(traveller, traveller.arrivedAt))));
        }
        return journeys;
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MEMORY;
            }
        };
    }
}
