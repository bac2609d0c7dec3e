/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.state.RowStore.Search;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The rows that the write-back must look at, by key. A row that is woken several times before it is taken counts once.
 *
 * <p>Thread-safe. Losing wake-ups loses nothing but time: a sweep finds every row that waits.
 */
public final class WakeUps {
    private final Clock clock;
    private final Map<TableId, Set<String>> keys = new HashMap<>();
    private final Map<TableId, Search> sweeps = new LinkedHashMap<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparing(Later::at));

    public WakeUps(Clock clock) {
        this.clock = clock;
    }

    private record Later(Instant at, TableId table, String key) {}

    /**
     * The rows that were woken since the last time.
     *
     * @param sweeps the searches that are wanted, by table
     */
    public record Woken(Map<TableId, Set<String>> keys, Map<TableId, Search> sweeps) {}

    public synchronized void wake(TableId table, String key) {
        keys.computeIfAbsent(table, added -> new LinkedHashSet<>()).add(key);
        notifyAll();
    }

    /** Wakes a row, but not before some time has passed. */
    public synchronized void wakeAfter(Duration delay, TableId table, String key) {
        later.add(new Later(clock.instant().plus(delay), table, key));
        notifyAll();
    }

    /** Wakes the rows of a table that a search finds. */
    public synchronized void sweep(TableId table, Search search) {
        sweeps.merge(table, search, Search::or);
        notifyAll();
    }

    /** Waits for wake-ups, and returns those that are due; none after the time. */
    public synchronized Woken take(Duration longest) throws InterruptedException {
        Instant end = clock.instant().plus(longest);
        moveDue();
        while (keys.isEmpty() && sweeps.isEmpty()) {
            Instant next = later.isEmpty() || later.peek().at.isAfter(end) ? end : later.peek().at;
            long millis = Duration.between(clock.instant(), next).toMillis();
            if (millis <= 0) {
                break;
            }
            wait(millis);
            moveDue();
        }
        Woken woken = new Woken(new LinkedHashMap<>(keys), Map.copyOf(sweeps));
        keys.clear();
        sweeps.clear();
        return woken;
    }

    private void moveDue() {
        Instant now = clock.instant();
        while (!later.isEmpty() && !later.peek().at.isAfter(now)) {
            Later due = later.poll();
            wake(due.table, due.key);
        }
    }
}
