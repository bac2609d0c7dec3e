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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final Deque<List<SourceRecord>> units = new ArrayDeque<>();
    private int records;
    private RuntimeException failure;
    /** The records that the worker has taken, until it asks for more: it does so once it has sent them. */
    private List<SourceRecord> lastBatch = List.of();

    private volatile long lastPoll = System.nanoTime();

    /** @param capacity in records; a unit that is larger is taken when the queue is empty */
    public RecordQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Adds a unit, once there is room for it. */
    void put(List<SourceRecord> unit) throws InterruptedException {
        if (unit.isEmpty()) {
            return;
        }
        lock.lockInterruptibly();
        try {
            while (records > 0 && records + unit.size() > capacity) {
                drained.await();
            }
            units.addLast(unit);
            records += unit.size();
            filled.signal();
        } finally {
            lock.unlock();
        }
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
     * Removes and returns the next whole units, as many as fit into {@code max} records but at least one; null when there is none
     * for {@code wait}, as Connect has it.
     */
    public List<SourceRecord> poll(int max, Duration wait) throws InterruptedException {
        long nanos = wait.toNanos();
        lastPoll = System.nanoTime();
        lock.lockInterruptibly();
        try {
            lastBatch = List.of();
            while (units.isEmpty() && failure == null && nanos > 0) {
                nanos = filled.awaitNanos(nanos);
            }
            if (failure != null) {
                throw failure;
            }
            if (units.isEmpty()) {
                return null;
            }
            List<SourceRecord> batch = new ArrayList<>(Math.min(max, records));
            do {
                batch.addAll(units.removeFirst());
            } while (!units.isEmpty() && batch.size() + units.peekFirst().size() <= max);
            records -= batch.size();
            lastBatch = batch;
            drained.signalAll();
            return batch;
        } finally {
            lastPoll = System.nanoTime();
            lock.unlock();
        }
    }

    /** Returns the time since the worker has last asked for records. It asks all the time, unless it cannot send those that it has. */
    public Duration idleTime() {
        return Duration.ofNanos(System.nanoTime() - lastPoll);
    }

    /** Returns the topics of the records that the worker has taken last, if it has not asked for more since. */
    public Set<String> lastTopics() {
        List<SourceRecord> batch;
        lock.lock();
        try {
            batch = lastBatch;
        } finally {
            lock.unlock();
        }
        return batch.stream().map(SourceRecord::topic).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns whether records of a source partition wait. */
    public boolean holds(Map<String, ?> partition) {
        lock.lock();
        try {
            return units.stream().anyMatch(unit -> unit.get(0).sourcePartition().equals(partition));
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
}
