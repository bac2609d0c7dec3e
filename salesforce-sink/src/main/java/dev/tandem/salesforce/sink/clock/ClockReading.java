/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.clock;

import java.time.Duration;

/**
 * A range in which a clock is ahead of this machine's, known from one request: the clock was read at some moment between the
 * request and its answer. In µs.
 *
 * @param least negative if the clock may be behind
 */
record ClockReading(long least, long greatest) {
    private static final long SECOND = 1_000_000;

    /**
     * Reads a clock that answers with whole seconds, cut off.
     *
     * @param asked this machine's time before the request
     * @param answered this machine's time after the answer
     */
    static ClockReading ofSeconds(long epochSecond, long asked, long answered) {
        return new ClockReading(epochSecond * SECOND - answered, (epochSecond + 1) * SECOND - 1 - asked);
    }

    /** Reads a clock that answers with µs. */
    static ClockReading ofMicros(long micros, long asked, long answered) {
        return new ClockReading(micros - answered, micros - asked);
    }

    /** Returns by how much this clock is ahead of another one. */
    ClockReading minus(ClockReading other) {
        return new ClockReading(least - other.greatest, greatest - other.least);
    }

    /** Returns whether both may be true of clocks that run at the same pace. */
    boolean agreesWith(ClockReading other) {
        return least <= other.greatest && other.least <= greatest;
    }

    ClockReading and(ClockReading other) {
        return new ClockReading(Math.max(least, other.least), Math.min(greatest, other.greatest));
    }

    /** Returns the middle of the range. */
    Duration estimate() {
        return Duration.ofNanos(1_000 * Math.floorDiv(least + greatest, 2));
    }

    /** Returns how far the truth may be from the estimate. */
    Duration uncertainty() {
        return Duration.ofNanos(1_000 * ((greatest - least + 1) / 2));
    }
}
