/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * The rows that are tried again after a transient failure: later each time, with jitter. A row that has not failed for an hour is
 * forgotten, since nothing may say that it was written: its event goes to the Postgres sink. Used by one thread.
 */
public final class RetryDelays {
    private static final long FIRST_MILLIS = 500;
    private static final int MAX_DOUBLINGS = 7;
    private static final Duration MEMORY = Duration.ofHours(1);

    private final Clock clock;
    private final Random random;
    private final Map<String, Attempt> attempts = new HashMap<>();
    private Instant nextCleaning;

    public RetryDelays(Clock clock, Random random) {
        this.clock = clock;
        this.random = random;
        this.nextCleaning = clock.instant().plus(MEMORY);
    }

    private record Attempt(int count, Instant notBefore) {}

    /** Notes a failure, and returns the time until the next attempt. */
    public Duration next(String key) {
        forgetOld();
        int count = attempts.containsKey(key) ? attempts.get(key).count + 1 : 0;
        long millis = FIRST_MILLIS << Math.min(count, MAX_DOUBLINGS);
        Duration delay = Duration.ofMillis(millis / 2 + (long) (random.nextDouble() * millis / 2));
        attempts.put(key, new Attempt(count, clock.instant().plus(delay)));
        return delay;
    }

    private void forgetOld() {
        Instant now = clock.instant();
        if (!now.isBefore(nextCleaning)) {
            attempts.values().removeIf(attempt -> attempt.notBefore.plus(MEMORY).isBefore(now));
            nextCleaning = now.plus(MEMORY);
        }
    }

    /** Returns the number of rows that are not forgotten. */
    int size() {
        return attempts.size();
    }

    /** Returns how often a row has failed since it was forgotten. */
    public int failures(String key) {
        Attempt attempt = attempts.get(key);
        return attempt == null ? 0 : attempt.count + 1;
    }

    /** Lets a row wait, although nothing has failed. */
    public void pause(String key, Duration delay) {
        forgetOld();
        attempts.put(key, new Attempt(0, clock.instant().plus(delay)));
    }

    /** Returns whether the row need not wait any more. */
    public boolean isOver(String key) {
        Attempt attempt = attempts.get(key);
        return attempt == null || !clock.instant().isBefore(attempt.notBefore);
    }

    public void forget(String key) {
        attempts.remove(key);
    }
}
