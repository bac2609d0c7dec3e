/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

/** A span of time in which something stood still. Times are in µs since the epoch. */
record Pause(long start, long end) {
    static Pause ending(long end, long micros) {
        return new Pause(end - micros, end);
    }

    long micros() {
        return end - start;
    }

    /** Returns how much of another span this one covers. */
    long overlap(long otherStart, long otherEnd) {
        return Math.max(0, Math.min(end, otherEnd) - Math.max(start, otherStart));
    }
}
