/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The counts of one org, kept for 24 hours in intervals of five minutes. Thread-safe. Its time comes from the caller. */
final class OrgLedger implements OrgLedgerMBean {
    private static final long INTERVAL = 5 * 60_000L;
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    private static final class Interval {
        private final long start;
        private long calls;
        private long events;

        private Interval(long start) {
            this.start = start;
        }
    }

    private final Deque<Interval> intervals = new ArrayDeque<>();
    private long used;
    private long limit;
    private long usageAt;
    private long backOffUntil;
    private long eventLimit;

    @Override
    public synchronized void addCalls(long now, long calls) {
        interval(now).calls += calls;
        // Salesforce's count arrives with each answer. Until then, this one is nearer.
        used += calls;
    }

    @Override
    public synchronized void addEvents(long now, long events) {
        interval(now).events += events;
    }

    /** Returns the current interval. A clock that goes back counts in the newest one. */
    private Interval interval(long now) {
        long start = now - Math.floorMod(now, INTERVAL);
        if (intervals.isEmpty() || intervals.peekLast().start < start) {
            intervals.addLast(new Interval(start));
        }
        return intervals.peekLast();
    }

    @Override
    public synchronized void noteUsage(long now, long used, long limit) {
        this.used = used;
        this.limit = limit;
        this.usageAt = now;
    }

    @Override
    public synchronized void noteEventLimit(long limit) {
        this.eventLimit = limit;
    }

    @Override
    public synchronized void backOff(long until) {
        boolean clockWentBack = backOffUntil - until > BackOff.LONGEST.toMillis();
        backOffUntil = clockWentBack ? until : Math.max(backOffUntil, until);
    }

    @Override
    public synchronized long[] state(long now) {
        while (!intervals.isEmpty() && intervals.peekFirst().start <= now - DAY) {
            intervals.removeFirst();
        }
        long calls = 0;
        long callsLastHour = 0;
        long events = 0;
        long eventsLastHour = 0;
        long oldest = now;
        for (Iterator<Interval> newestFirst = intervals.descendingIterator(); newestFirst.hasNext(); ) {
            Interval interval = newestFirst.next();
            boolean recent = interval.start > now - HOUR;
            calls += interval.calls;
            callsLastHour += recent ? interval.calls : 0;
            events += interval.events;
            eventsLastHour += recent ? interval.events : 0;
            oldest = interval.calls > 0 ? interval.start : oldest;
        }
        return new long[] {
            calls, callsLastHour, oldest, used, limit, usageAt, backOffUntil, events, eventsLastHour, eventLimit
        };
    }
}
