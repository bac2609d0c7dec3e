/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that wait for others, by key, and when they are due again: later each time. A row has one wake-up to come, however often
 * sweeps and events bring it before that. Pure.
 */
final class WaitingRows {
    private final Duration first;
    private final Duration longest;
    private final Map<String, Wait> waits = new HashMap<>();

    /**
     * @param first the time until a row is due again
     * @param longest the most that this time grows to
     */
    WaitingRows(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    private record Wait(Duration delay, Instant end) {}

    /** Notes that a row has to wait. Returns the time after which to wake it; empty if its last wake-up is still to come. */
    Optional<Duration> next(String key, Instant now) {
        Wait last = waits.get(key);
        if (last != null && now.isBefore(last.end)) {
            return Optional.empty();
        }
        Duration delay = last == null ? first : shorter(last.delay.multipliedBy(2), longest);
        waits.put(key, new Wait(delay, now.plus(delay)));
        return Optional.of(delay);
    }

    /** Notes that rows do not wait any more. */
    void forget(Collection<String> keys) {
        keys.forEach(waits::remove);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
