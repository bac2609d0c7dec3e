/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.value.CanonicalValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that are written again and again with the same values, because a trigger here and automation in Salesforce undo each
 * other's work. No rule can end that. So the pauses between such writes grow, and the log says which row it is. Used by one
 * thread.
 */
final class RepeatedWrites {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedWrites.class);
    /** People may well write a value more than once. */
    private static final int FREE = 5;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration MEMORY = Duration.ofMinutes(10);
    private static final int MAX_ROWS = 10_000;

    private final TableId table;
    private final Clock clock;
    private Instant nextWarning = Instant.EPOCH;
    private final Map<String, Repetition> repetitions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Repetition> eldest) {
            return size() > MAX_ROWS;
        }
    };

    RepeatedWrites(TableId table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    private record Repetition(Map<String, Integer> hashes, int count, Instant at) {}

    /** Notes a write that Salesforce has carried out, and returns how long the row must rest before the next one. */
    Duration note(String key, Map<String, CanonicalValue> sent) {
        Instant now = clock.instant();
        Map<String, Integer> hashes = new LinkedHashMap<>();
        sent.forEach((field, value) -> hashes.put(field, value.hashCode()));
        Repetition before = repetitions.remove(key);
        boolean repeats = before != null && before.hashes.equals(hashes) && now.isBefore(before.at.plus(MEMORY));
        int count = repeats ? before.count + 1 : 1;
        repetitions.put(key, new Repetition(hashes, count, now));
        if (count <= FREE) {
            return Duration.ZERO;
        }
        int doublings = Math.min(count - FREE - 1, 9);
        Duration rest = Duration.ofSeconds(Math.min(1L << doublings, LONGEST.toSeconds()));
        warn(key, count, rest, now);
        return rest;
    }

    private void warn(String key, int count, Duration rest, Instant now) {
        if (!now.isBefore(nextWarning)) {
            nextWarning = now.plus(MEMORY);
            LOG.warn(
                    "Row {} of {} was written {} times with the same values: a trigger and automation in Salesforce"
                            + " undo each other's work. Let one of them leave the field alone. The next write of the row"
                            + " waits {} s.",
                    key,
                    table,
                    count,
                    rest.toSeconds());
        }
    }
}
