/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.position;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The positions of a task's partitions in the database, compared with those in Kafka. Pure.
 *
 * <p>INVARIANT: a position is in the database before it is in Kafka. So a database that is behind Kafka lacks the records in between,
 * and these are to be read again. A database that is ahead lacks nothing: the offsets were not committed in time, or were reset.
 *
 * <p>Kafka's position is not known when a partition is opened, but its first record or its first offset to commit is never before
 * it. They may be after it, by transactions' markers and by records that a transform drops. So only a record that comes in between,
 * when the partition is read again, shows that the database lacks it.
 */
final class StoredPositions {
    private enum State {
        /** It is not known yet whether the database is behind. */
        OPENED,
        CURRENT,
        /** The database is behind, and the worker must seek. */
        BEHIND,
        /** The worker was asked to seek. The records of the put under way are still those from before. */
        SEEKING,
        /** The worker has sought. The next record shows whether the database lacked any. */
        SOUGHT
    }

    private static final class Partition {
        private State state = State.OPENED;
        private boolean isRead;
        /** The position in the database; null if it has none. */
        private Long stored;
        /** The position that another task has stored since this one read it. */
        private long atLeast;
        /** The first offset that the database may lack by what Kafka says, while it may lack earlier ones; otherwise 0. */
        private long expected;
        /** The first offset that may have been written since the position was stored; null if nothing was. */
        private Long unstored;

        private long seekTo;

        private boolean isHeldBack() {
            return state == State.BEHIND || state == State.SEEKING;
        }

        private void fallBehind(long position, long suspected) {
            stored = position;
            atLeast = 0;
            seekTo(position, suspected);
        }

        private void seekTo(long offset, long suspected) {
            state = State.BEHIND;
            seekTo = offset;
            expected = suspected;
            unstored = unstored == null ? null : Long.valueOf(Math.min(unstored, offset));
        }

        private void catchUp() {
            state = State.CURRENT;
            expected = 0;
        }
    }

    private final Map<TopicPartition, Partition> partitions = new HashMap<>();
    private final List<PositionLag> lags = new ArrayList<>();
    private final List<PositionLag> gaps = new ArrayList<>();

    void open(Collection<TopicPartition> added) {
        added.forEach(partition -> partitions.put(partition, new Partition()));
    }

    void close(Collection<TopicPartition> removed) {
        partitions.keySet().removeAll(removed);
    }

    void closeAll() {
        partitions.clear();
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(partitions.keySet());
    }

    boolean areEmpty() {
        return partitions.isEmpty();
    }

    /** Returns whether all positions were read from the database. */
    boolean areRead() {
        return partitions.values().stream().allMatch(partition -> partition.isRead);
    }

    /** Returns whether every record can be admitted, without a look at its offset. */
    boolean areCurrent() {
        return partitions.values().stream()
                .allMatch(partition -> partition.state == State.CURRENT && partition.unstored != null);
    }

    /** Compares the positions that the database has now with those that it had. */
    void compare(Map<TopicPartition, Long> inDatabase) {
        partitions.forEach((key, partition) -> {
            Long now = inDatabase.get(key);
            if (!partition.isRead) {
                partition.isRead = true;
                partition.stored = now;
                partition.state = now == null ? State.CURRENT : partition.state;
                return;
            }
            // A database that no longer has a position may lack everything.
            long position = now == null ? 0 : now;
            if (partition.stored != null && position < partition.stored) {
                lags.add(new PositionLag(key, position, partition.stored));
                partition.fallBehind(position, 0);
            } else if (now != null && (partition.stored == null || now > partition.stored)) {
                partition.stored = now;
                partition.atLeast = now;
            }
        });
    }

    /** Returns whether to take a record. The positions must have been read before. */
    boolean admits(TopicPartition key, long offset) {
        Partition partition = partitions.get(key);
        if (partition == null) {
            return true;
        }
        compareWithKafka(partition, offset);
        if (partition.state == State.SOUGHT) {
            noteSought(key, partition, offset);
        }
        if (partition.isHeldBack()) {
            return false;
        }
        if (partition.unstored == null) {
            partition.unstored = offset;
        }
        return true;
    }

    /**
     * Has all records read again that were written since the positions were stored: the server may have lost them without losing a
     * position. Returns whether there may be any.
     */
    boolean distrustUnstored() {
        List<Partition> written = partitions.values().stream()
                .filter(partition -> partition.unstored != null && !partition.isHeldBack())
                .toList();
        written.forEach(partition -> partition.seekTo(partition.unstored, 0));
        return !written.isEmpty();
    }

    private void noteSought(TopicPartition key, Partition partition, long offset) {
        if (partition.expected > 0) {
            PositionLag found = new PositionLag(key, partition.stored, partition.expected);
            if (offset < partition.expected) {
                lags.add(found);
            } else if (partition.expected > partition.stored + 1) {
                // One offset may be the marker of a transaction.
                gaps.add(found);
            }
        }
        partition.catchUp();
    }

    private static void compareWithKafka(Partition partition, long offset) {
        if (partition.state != State.OPENED) {
            return;
        }
        if (offset <= partition.stored) {
            partition.catchUp();
        } else {
            partition.fallBehind(partition.stored, offset);
        }
    }

    /** @param isFresh whether the worker has polled the records since the last put, so that it has also sought */
    void beginPut(boolean isFresh) {
        for (Partition partition : partitions.values()) {
            if (partition.state == State.SEEKING) {
                partition.state = isFresh ? State.SOUGHT : State.BEHIND;
            }
        }
    }

    /** Returns the positions that the worker must seek to, and takes it that it does. */
    Map<TopicPartition, Long> takeSeeks() {
        Map<TopicPartition, Long> seeks = new HashMap<>();
        partitions.forEach((key, partition) -> {
            if (partition.state == State.BEHIND) {
                partition.state = State.SEEKING;
                seeks.put(key, partition.seekTo);
            }
        });
        return seeks;
    }

    /** Returns the positions to store before Kafka gets these offsets. The positions must have been read before. */
    Map<TopicPartition, Long> toStore(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        offsets.forEach((key, offset) -> {
            Partition partition = partitions.get(key);
            if (partition == null) {
                return;
            }
            compareWithKafka(partition, offset);
            if (partition.state == State.SOUGHT && offset >= partition.expected) {
                // A transform drops all records in between.
                partition.catchUp();
            }
            long position = Math.max(offset, partition.atLeast);
            if (!partition.isHeldBack() && !Long.valueOf(position).equals(partition.stored)) {
                positions.put(key, position);
            }
        });
        return positions;
    }

    /** Notes that positions are stored, and that all before these offsets is in the database. */
    void markStored(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> offsets) {
        positions.forEach((key, position) -> partitions.get(key).stored = position);
        offsets.forEach((key, offset) -> {
            Partition partition = partitions.get(key);
            if (partition != null && !partition.isHeldBack()) {
                partition.unstored = offset;
            }
        });
    }

    /** Returns whether Kafka must not get the partition's offset. */
    boolean holdsBack(TopicPartition key) {
        Partition partition = partitions.get(key);
        return partition != null && partition.isHeldBack();
    }

    /** Returns the partitions that were found to be behind since the last call. */
    List<PositionLag> takeLags() {
        return take(lags);
    }

    /** Returns the partitions of which no record came again since the last call, though the database may lack some. */
    List<PositionLag> takeGaps() {
        return take(gaps);
    }

    private static List<PositionLag> take(List<PositionLag> found) {
        List<PositionLag> taken = List.copyOf(found);
        found.clear();
        return taken;
    }
}
