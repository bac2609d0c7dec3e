/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The locks on rows, each held by one transaction until it ends. Waiting for one lets other transactions run, so they
 * may commit meanwhile. Used under the store's lock only.
 */
final class RowLocks {
    private final Map<String, Object> owners = new HashMap<>();
    private final Condition released;
    private int waiting;

    RowLocks(ReentrantLock storeLock) {
        this.released = storeLock.newCondition();
    }

    /** Tries to lock a row, or a value that must be unique. Returns whether it is locked: another owner may keep it beyond the limit. */
    boolean tryLock(Object owner, String key, Duration limit) {
        long left = limit.toNanos();
        try {
            while (owners.getOrDefault(key, owner) != owner) {
                if (left <= 0) {
                    return false;
                }
                left = awaitRelease(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        owners.put(key, owner);
        return true;
    }

    /** Returns the number of owners that wait. */
    int waiting() {
        return waiting;
    }

    private long awaitRelease(long nanos) throws InterruptedException {
        waiting++;
        try {
            return released.awaitNanos(nanos);
        } finally {
            waiting--;
        }
    }

    /** Lets time pass while other transactions run; whatever is locked stays locked. */
    void pause(Duration time) {
        long left = time.toNanos();
        try {
            while (left > 0) {
                left = released.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Releases all that the owner has locked. */
    void release(Object owner) {
        owners.values().removeIf(other -> other == owner);
        released.signalAll();
    }
}
