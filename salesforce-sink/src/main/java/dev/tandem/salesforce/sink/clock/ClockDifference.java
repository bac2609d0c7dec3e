/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * The difference of two clocks, known better with each reading: ranges that overlap leave only what they share. Salesforce answers in
 * whole seconds, so one reading alone is good for half a second at best. Pure. Not thread-safe.
 */
final class ClockDifference {
    /** Few enough that clocks which drift, or are set, are noticed within minutes. */
    private static final int REMEMBERED = 10;
    /** Commit times are whole seconds, so less than this changes no more than a tie does. */
    private static final Duration HARMLESS = Duration.ofSeconds(1);

    private static final Duration QUIET = Duration.ofHours(1);

    private final Deque<ClockReading> readings = new ArrayDeque<>();
    private ClockReading known;
    private Instant lastWarning = Instant.MIN;

    /** Takes a reading of how far Salesforce's clock is ahead of Postgres's. */
    void add(ClockReading reading) {
        readings.addFirst(reading);
        while (readings.size() > REMEMBERED) {
            readings.removeLast();
        }
        known = reading;
        for (ClockReading earlier : readings) {
            if (!earlier.agreesWith(known)) {
                break; // a clock was set since
            }
            known = known.and(earlier);
        }
    }

    /** Returns what all recent readings agree on. There is at least one. */
    ClockReading known() {
        return known;
    }

    /** Returns the text of a warning if the order of edits is doubtful, and none was returned within the last hour. */
    Optional<String> warning(Instant now) {
        Duration estimate = known.estimate();
        boolean isCertain = known.least() > micros(HARMLESS) || known.greatest() < -micros(HARMLESS);
        if (!isCertain || now.isBefore(lastWarning.equals(Instant.MIN) ? now : lastWarning.plus(QUIET))) {
            return Optional.empty();
        }
        lastWarning = now;
        return Optional.of(String.format(
                Locale.ROOT,
                "Salesforce's clock is %d ms %s Postgres's (accurate to %d ms). Of two edits of a field that are closer together than this, the"
                        + " earlier may win. Synchronize the clock of the Postgres server, for example by NTP.",
                Math.abs(estimate.toMillis()),
                estimate.isNegative() ? "behind" : "ahead of",
                known.uncertainty().toMillis()));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
