/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.salesforce.simulator.OrgControl.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commits of edits in the org, from now on. */
final class Arrivals {
    private static final long POLL_MILLIS = 100;

    private final OrgControl org;
    private final Map<String, Long> committedAt = new HashMap<>();
    private long sequence;

    Arrivals(OrgControl org) {
        this.org = org;
        this.sequence = org.newestSequence();
    }

    /** Returns when the org committed the first edit of each record, in ms since the epoch. */
    Map<String, Long> await(List<String> ids, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!committedAt.keySet().containsAll(ids)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("After " + limit.toSeconds() + " s only " + committedAt.size() + " of "
                        + ids.size() + " edits are in the org.");
            }
            for (Change change : org.changesAfter(sequence)) {
                sequence = change.sequence();
                if (change.fields().contains(TwoWayBenchmark.FIELD)) {
                    committedAt.putIfAbsent(change.id(), change.committedAt());
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
        return committedAt;
    }
}
