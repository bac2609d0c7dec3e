/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Records on their way from the pipelines to the task's poll. What is put together is polled together, so an event's records
 * are in one poll, and in one transaction where Connect uses them. Order is kept per producer.
 */
public final class RecordQueue {
    private final int capacity;
    private final long maxBytes;
    /** Producers wait in order of arrival, or a large unit would wait for as long as others fill the queue with small ones. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final Deque<Batch> units = new ArrayDeque<>();
    private int records;
    private long bytes;
    private RuntimeException failure;
    /** The records that the worker has taken, until it asks for more: it does so once it has sent them. */
    private Batch lastBatch = Batch.NONE;

    private volatile long lastPoll = System.nanoTime();

    /**
     * Creates a queue. A unit that is larger than it is taken when it is empty.
     *
     * @param capacity in records
     * @param maxBytes in bytes of records; 0 for no limit
     */
    public RecordQueue(int capacity, long maxBytes) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
    }

    /**
     * Some records.
     *
     * @param bytes what is known of their size, without a look at them
     */
    public record Batch(List<SourceRecord> records, long bytes) {
        private static final Batch NONE = new Batch(List.of(), 0);
    }

    /** Adds a unit, once there is room for it. */
    void put(Batch unit) throws InterruptedException {
        int added = unit.records().size();
        if (added == 0) {
            return;
        }
        turn.lockInterruptibly();
        try {
            lock.lockInterruptibly();
            try {
                while (records > 0 && !fits(records + added, capacity, bytes + unit.bytes(), maxBytes)) {
                    drained.await();
                }
                units.addLast(unit);
                records += added;
                bytes += unit.bytes();
                filled.signal();
            } finally {
                lock.unlock();
            }
        } finally {
            turn.unlock();
        }
    }

    /** @param maxSize 0 for no limit */
    private static boolean fits(int count, int maxCount, long size, long maxSize) {
        return count <= maxCount && (maxSize == 0 || size <= maxSize);
    }

    /** Makes every later poll throw this. */
    public void fail(RuntimeException cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes and returns the next whole units; none if none comes within {@code wait}. These are as many as fit into {@code max}
     * records and half of the queue's bytes, but at least one. The other half waits while the worker sends these.
     */
    public Batch poll(int max, Duration wait) throws InterruptedException {
        long nanos = wait.toNanos();
        lastPoll = System.nanoTime();
        lock.lockInterruptibly();
        try {
            lastBatch = Batch.NONE;
            while (units.isEmpty() && failure == null && nanos > 0) {
                nanos = filled.awaitNanos(nanos);
            }
            if (failure != null) {
                throw failure;
            }
            if (units.isEmpty()) {
                return Batch.NONE;
            }
            lastBatch = take(max);
            records -= lastBatch.records().size();
            bytes -= lastBatch.bytes();
            drained.signalAll();
            return lastBatch;
        } finally {
            lastPoll = System.nanoTime();
            lock.unlock();
        }
    }

    private Batch take(int max) {
        List<SourceRecord> taken = new ArrayList<>(Math.min(max, records));
        long size = 0;
        Batch next = units.peekFirst();
        do {
            taken.addAll(next.records());
            size += next.bytes();
            units.removeFirst();
            next = units.peekFirst();
        } while (next != null
                && fits(taken.size() + next.records().size(), max, size + next.bytes(), (maxBytes + 1) / 2));
        return new Batch(taken, size);
    }

    /** Returns the time since the worker has last asked for records. It asks all the time, unless it cannot send those that it has. */
    public Duration idleTime() {
        return Duration.ofNanos(System.nanoTime() - lastPoll);
    }

    /** Returns the topics of the records that the worker has taken last, if it has not asked for more since. */
    public Set<String> lastTopics() {
        Batch batch;
        lock.lock();
        try {
            batch = lastBatch;
        } finally {
            lock.unlock();
        }
        return batch.records().stream().map(SourceRecord::topic).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns whether records of a source partition wait. */
    public boolean holds(Map<String, ?> partition) {
        lock.lock();
        try {
            return units.stream()
                    .anyMatch(unit -> unit.records().get(0).sourcePartition().equals(partition));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of records that wait. */
    public int size() {
        lock.lock();
        try {
            return records;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of bytes of the records that wait. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
