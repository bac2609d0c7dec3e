/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

/** A number of things in a time. */
record Rate(long count, long nanos) {
    double perSecond() {
        return count / (nanos / 1e9);
    }
}
