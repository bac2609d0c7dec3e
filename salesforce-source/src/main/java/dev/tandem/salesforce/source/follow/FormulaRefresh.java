/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.source.mapping.RowLayout;
import java.time.Duration;

/** The timetable of complete reads of an object with formula fields: their values change without an event. */
final class FormulaRefresh {
    private final Duration interval;
    private long next;

    /** @param interval zero switches it off */
    FormulaRefresh(Duration interval) {
        this.interval = interval;
        this.next = System.nanoTime() + interval.toNanos();
    }

    /** Returns whether the object has to be read now. */
    boolean isDue(RowLayout layout) {
        return untilNext(layout).isZero();
    }

    /** Starts another interval, because the object is read now. */
    void restart() {
        next = System.nanoTime() + interval.toNanos();
    }

    Duration untilNext(RowLayout layout) {
        return interval.isZero() || !layout.hasFormulas()
                ? Duration.ofDays(1)
                : Duration.ofNanos(Math.max(0, next - System.nanoTime()));
    }
}
