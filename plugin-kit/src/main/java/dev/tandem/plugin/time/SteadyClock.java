/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.time;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for waits and deadlines. It begins with the machine's time and then only counts, so a machine whose clock is set back does not
 * wait longer.
 */
public final class SteadyClock extends Clock {
    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanos;
    private final ZoneId zone;

    private SteadyClock(Instant start, long startNanos, LongSupplier nanos, ZoneId zone) {
        this.start = start;
        this.startNanos = startNanos;
        this.nanos = nanos;
        this.zone = zone;
    }

    /** Starts a clock. */
    public static Clock start() {
        return start(Clock.systemUTC(), System::nanoTime);
    }

    /** Starts a clock that begins with a time and counts by a counter. */
    public static Clock start(Clock machine, LongSupplier nanos) {
        return new SteadyClock(machine.instant(), nanos.getAsLong(), nanos, ZoneOffset.UTC);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, startNanos, nanos, other);
    }
}
