/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.SalesforceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of received items, bounded by bytes. A writer waits for room and then adds a whole answer, so the bound may be
 * exceeded by one answer. Thread-safe.
 */
final class ItemQueue {
    private record Batch(List<StreamItem> items, long bytes) {}

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final Deque<Batch> batches = new ArrayDeque<>();
    /** Number of items of the first batch that have been polled. */
    private int taken;

    private long bytes;
    /** The number of the last item of each channel. */
    private final Map<String, Long> lastNumbers = new HashMap<>();

    private long itemsAdded;
    private long itemsTaken;
    /** The items that had been taken when the reader last asked for more: it has handled them. */
    private long itemsHandled;

    private boolean closed;
    private SalesforceException failure;

    ItemQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Waits until there is room. Returns whether there is some within {@code patience}, and the queue is still open. */
    boolean awaitRoom(Duration patience) throws InterruptedException {
        return awaitBelow(maxBytes, patience);
    }

    /** Waits until half of the room is free. Returns whether the queue is still open. */
    boolean awaitHalfEmpty() throws InterruptedException {
        return awaitBelow(maxBytes / 2 + 1, Duration.ofDays(365));
    }

    private boolean awaitBelow(long limit, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (bytes >= limit && !closed && nanos > 0) {
                nanos = drained.awaitNanos(nanos);
            }
            return bytes < limit && !closed;
        } finally {
            lock.unlock();
        }
    }

    void add(List<StreamItem> items, long size) {
        if (items.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            batches.addLast(new Batch(items, size));
            bytes += size;
            number(items);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Numbers items. Those of a channel come in runs, so the map is changed once a run. */
    private void number(List<StreamItem> items) {
        String channel = items.get(0).channel();
        for (StreamItem item : items) {
            if (!item.channel().equals(channel)) {
                lastNumbers.put(channel, itemsAdded);
                channel = item.channel();
            }
            itemsAdded++;
        }
        lastNumbers.put(channel, itemsAdded);
    }

    /** Ends the queue. Queued items can still be polled, then {@code permanent} is thrown. */
    void fail(SalesforceException permanent) {
        lock.lock();
        try {
            failure = permanent;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<StreamItem> poll(int max, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            itemsHandled = itemsTaken;
            long nanos = wait.toNanos();
            while (batches.isEmpty() && failure == null && !closed && nanos > 0) {
                nanos = filled.awaitNanos(nanos);
            }
            if (batches.isEmpty() && failure != null) {
                throw failure;
            }
            List<StreamItem> items = take(max);
            itemsTaken += items.size();
            return items;
        } finally {
            lock.unlock();
        }
    }

    private List<StreamItem> take(int max) {
        List<StreamItem> items = new ArrayList<>();
        while (items.size() < max && !batches.isEmpty()) {
            Batch first = batches.peekFirst();
            int upTo = Math.min(first.items().size(), taken + max - items.size());
            items.addAll(first.items().subList(taken, upTo));
            taken = upTo;
            if (taken == first.items().size()) {
                batches.removeFirst();
                taken = 0;
                bytes -= first.bytes();
                drained.signalAll();
            }
        }
        return items;
    }

    /** Returns whether no items of a channel wait, and the reader has asked for more since it took the last one. */
    boolean isDrained(String channel) {
        lock.lock();
        try {
            return lastNumbers.getOrDefault(channel, 0L) <= itemsHandled;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
