/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** The lags of the latest span of time, exact to a twelfth of it. Not thread-safe. */
final class RecentLags {
    private static final int PARTS = 12;

    /** The lags that arrived in one part of the span. */
    private record Part(long start, Histogram lags) {}

    private final long span;
    private final LongSupplier nanoTime;
    private final Deque<Part> parts = new ArrayDeque<>();

    RecentLags(Duration span) {
        this(span, System::nanoTime);
    }

    RecentLags(Duration span, LongSupplier nanoTime) {
        this.span = span.toNanos();
        this.nanoTime = nanoTime;
    }

    void record(long micros) {
        long now = nanoTime.getAsLong();
        if (parts.isEmpty() || now - parts.getLast().start() >= span / PARTS) {
            parts.addLast(new Part(now, new Histogram(3)));
        }
        parts.getLast().lags().recordValue(micros);
    }

    Histogram histogram() {
        long now = nanoTime.getAsLong();
        while (!parts.isEmpty() && now - parts.getFirst().start() >= span) {
            parts.removeFirst();
        }
        Histogram all = new Histogram(3);
        parts.forEach(part -> all.add(part.lags()));
        return all;
    }
}
