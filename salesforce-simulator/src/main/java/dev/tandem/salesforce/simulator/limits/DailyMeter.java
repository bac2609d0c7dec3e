/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.limits;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/** A count of the last 24 hours, and the allowance for them. Safe for use by any thread. */
public final class DailyMeter {
    private static final long MINUTE = 60_000;
    private static final long MINUTES_OF_A_DAY = 24 * 60;

    private record Minute(long number, long count) {}

    private final Clock clock;
    private final Deque<Minute> minutes = new ArrayDeque<>();
    private long max;
    private boolean enforced;
    private long used;

    private DailyMeter(Clock clock, long max, boolean enforced) {
        this.clock = clock;
        this.max = max;
        this.enforced = enforced;
    }

    /** Returns a meter whose allowance cannot be exceeded. */
    public static DailyMeter limiting(Clock clock, long max) {
        return new DailyMeter(clock, max, true);
    }

    /** Returns a meter whose allowance can be exceeded until it is {@link #set}. */
    public static DailyMeter measuring(Clock clock, long max) {
        return new DailyMeter(clock, max, false);
    }

    public synchronized void add(long count) {
        long now = now();
        Minute last = minutes.peekLast();
        boolean sameMinute = last != null && last.number() == now;
        if (sameMinute) {
            minutes.removeLast();
        }
        minutes.addLast(new Minute(now, sameMinute ? last.count() + count : count));
        used += count;
    }

    /** Returns the count of the last 24 hours. */
    public synchronized long used() {
        while (!minutes.isEmpty() && minutes.peekFirst().number() <= now() - MINUTES_OF_A_DAY) {
            used -= minutes.removeFirst().count();
        }
        return used;
    }

    public synchronized long max() {
        return max;
    }

    public synchronized boolean isExhausted() {
        return enforced && used() >= max;
    }

    /** Sets the allowance, which is enforced from then on, and how much of it has been used by now. */
    public synchronized void set(long newMax, long newUsed) {
        max = newMax;
        enforced = true;
        minutes.clear();
        used = 0;
        add(newUsed);
    }

    private long now() {
        return clock.millis() / MINUTE;
    }
}
