/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.stop;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.stop.HeldTable.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The tables whose records wait, and the offsets from which they do. Pure. */
final class Stops {
    /** The tries of children whose parents did not come, after all tables were written again. */
    private static final int PATIENCE = 8;

    private final Map<TableId, Stop> stops = new TreeMap<>();
    /** The offset from which each partition is to be read again, until a record of it comes. */
    private final Map<TopicPartition, Long> sought = new HashMap<>();
    /** The first record of each partition that was held back and is to come again, until any record of it comes. */
    private final Map<TopicPartition, Long> expected = new HashMap<>();

    private final List<Gap> gaps = new ArrayList<>();

    /** A step on the way from a failure to the next try. */
    private enum Phase {
        /** The topics of the table pause. */
        WAITING,
        /** The worker is to seek before the next put. */
        SEEKING,
        /** The records come again. */
        COMING,
        /** Some of them are being written. */
        TRIED
    }

    /** Records that were held back, and have not come again. */
    record Gap(TopicPartition partition, long start, long end) {}

    private static final class Stop {
        private final Set<String> topics = new HashSet<>();
        /** The first offset of each partition that waits. */
        private final Map<TopicPartition, Long> starts = new HashMap<>();
        /** The first record of each partition that was held back. A start may be before it. */
        private final Map<TopicPartition, Long> held = new HashMap<>();

        private Phase phase = Phase.WAITING;
        private Reason reason = Reason.UNPREPARED;
        private int failures;
        /** Those of them while no table was stopped for a reason of its own. */
        private int vainTries;

        private long due;

        private void hold(RecordPosition position) {
            starts.merge(partition(position), position.offset(), Math::min);
            held.merge(partition(position), position.offset(), Math::min);
        }
    }

    private static TopicPartition partition(RecordPosition position) {
        return new TopicPartition(position.topic(), position.partition());
    }

    /** Notes a failure, and returns how many there have been since the table was written last. */
    int add(TableId table, Reason reason, Collection<RecordPosition> held) {
        Stop stop = stops.computeIfAbsent(table, added -> new Stop());
        stop.phase = Phase.WAITING;
        stop.reason = reason;
        stop.vainTries = areAnyUnprepared() ? 0 : stop.vainTries + 1;
        held.forEach(position -> {
            stop.topics.add(position.topic());
            stop.hold(position);
        });
        return ++stop.failures;
    }

    /** Sets the time of the next try. */
    void setDue(TableId table, long due) {
        stops.get(table).due = due;
    }

    boolean areEmpty() {
        return stops.isEmpty();
    }

    /** Returns whether a table is stopped for a reason of its own. */
    boolean areAnyUnprepared() {
        return stops.values().stream().anyMatch(stop -> stop.reason == Reason.UNPREPARED);
    }

    /**
     * Returns the tables of children that may wait again. Their parents may still be on their way after the parents' table was written
     * again: behind others, or waiting for parents of their own.
     */
    Set<TableId> waitingChildren() {
        return stops.entrySet().stream()
                .filter(stop ->
                        stop.getValue().reason == Reason.PARENT_MAY_COME && stop.getValue().vainTries < PATIENCE)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Returns whether a record need not be looked at. */
    boolean areIdle() {
        return stops.isEmpty() && sought.isEmpty() && expected.isEmpty();
    }

    /** Returns whether a topic pauses. */
    boolean pauses(String topic) {
        return stops.values().stream().anyMatch(stop -> stop.phase == Phase.WAITING && stop.topics.contains(topic));
    }

    /** Returns the topics of a table. */
    Set<String> topics(TableId table) {
        return stops.get(table).topics;
    }

    /** Notes that the worker has polled since it was asked to seek. */
    void beginPut() {
        for (Stop stop : stops.values()) {
            if (stop.phase == Phase.SEEKING) {
                stop.phase = Phase.COMING;
                stop.starts.clear();
                stop.held.forEach((partition, first) -> expected.merge(partition, first, Math::min));
                stop.held.clear();
            }
        }
    }

    /** Returns whether to write a record. One that waits comes again. */
    boolean admits(RecordPosition position) {
        sought.remove(partition(position));
        Long first = expected.remove(partition(position));
        if (first != null && first < position.offset()) {
            gaps.add(new Gap(partition(position), first, position.offset()));
        }
        if (stops.isEmpty()) {
            return true;
        }
        List<Stop> concerned = stops.values().stream()
                .filter(stop -> stop.topics.contains(position.topic()))
                .toList();
        List<Stop> closed = concerned.stream()
                .filter(stop -> stop.phase == Phase.WAITING || stop.phase == Phase.SEEKING)
                .toList();
        closed.forEach(stop -> stop.hold(position));
        if (closed.isEmpty()) {
            concerned.forEach(stop -> stop.phase = Phase.TRIED);
        }
        return closed.isEmpty();
    }

    /** Removes and returns the tables whose records were written, all but those that failed again. */
    List<TableId> takeWritten(Set<TableId> failed) {
        List<TableId> written = stops.entrySet().stream()
                .filter(stop -> stop.getValue().phase == Phase.TRIED && !failed.contains(stop.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        stops.keySet().removeAll(written);
        return written;
    }

    /** Returns the tables whose next try is due, and takes it that the worker seeks to {@link #starts} and resumes their topics. */
    List<TableId> takeDue(long now) {
        List<TableId> due = new ArrayList<>();
        stops.forEach((table, stop) -> {
            if (stop.phase == Phase.WAITING && stop.due - now <= 0) {
                stop.phase = Phase.SEEKING;
                due.add(table);
            }
        });
        return due;
    }

    /** Removes and returns what was missing when records came again. */
    List<Gap> takeGaps() {
        List<Gap> taken = List.copyOf(gaps);
        gaps.clear();
        return taken;
    }

    /** Returns the first offsets of a table that wait. */
    Map<TopicPartition, Long> starts(TableId table) {
        return Collections.unmodifiableMap(stops.get(table).starts);
    }

    /** Returns the time until the next try, or -1 if none waits. */
    long untilDue(long now) {
        return stops.values().stream()
                .filter(stop -> stop.phase == Phase.WAITING)
                .mapToLong(stop -> Math.max(0, stop.due - now))
                .min()
                .orElse(-1);
    }

    /** Returns whether Kafka must not get the partition's offset, because records before it wait. */
    boolean holdsBack(TopicPartition partition) {
        return stops.values().stream().anyMatch(stop -> stop.starts.containsKey(partition));
    }

    /**
     * Returns the offset to which the worker is to seek if this one is asked for: it must not pass records that wait, nor those of a
     * former seek that have not come yet.
     */
    long seek(TopicPartition partition, long offset) {
        long start = offset;
        for (Stop stop : stops.values()) {
            if (stop.starts.containsKey(partition)) {
                start = Math.min(start, stop.starts.merge(partition, offset, Math::min));
            }
        }
        return sought.merge(partition, start, Math::min);
    }

    /** Forgets the partitions that the task no longer has. Returns the tables of which none is left, or no record waits. */
    List<TableId> retain(Set<TopicPartition> assigned) {
        sought.keySet().retainAll(assigned);
        expected.keySet().retainAll(assigned);
        List<TableId> left = new ArrayList<>();
        stops.forEach((table, stop) -> {
            stop.starts.keySet().retainAll(assigned);
            stop.held.keySet().retainAll(assigned);
            boolean waits = stop.phase == Phase.WAITING || stop.phase == Phase.SEEKING;
            if ((waits && stop.starts.isEmpty())
                    || assigned.stream().noneMatch(partition -> stop.topics.contains(partition.topic()))) {
                left.add(table);
            }
        });
        stops.keySet().removeAll(left);
        return left;
    }
}
