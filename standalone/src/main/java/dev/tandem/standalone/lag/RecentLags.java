/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** The lags of the latest time: those of the window that is being filled and of the one before it. Not thread-safe. */
final class RecentLags {
    private final long window;
    private Histogram former = new Histogram(3);
    private Histogram filling = new Histogram(3);
    private long begun = System.nanoTime();

    RecentLags(Duration window) {
        this.window = window.toNanos();
    }

    void record(long micros) {
        forget();
        filling.recordValue(micros);
    }

    Histogram histogram() {
        forget();
        Histogram both = former.copy();
        both.add(filling);
        return both;
    }

    private void forget() {
        long now = System.nanoTime();
        if (now - begun > window) {
            former = now - begun > 2 * window ? new Histogram(3) : filling;
            filling = new Histogram(3);
            begun = now;
        }
    }
}
