/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test sets forward, and that can break the thread which reads it. */
final class SteppedClock extends Clock {
    private volatile Instant now = Instant.now();
    private volatile boolean broken;

    void forward(Duration step) {
        now = now.plus(step);
    }

    /** Lets every reader end with an error, as the lack of memory does. */
    void breakDown() {
        broken = true;
    }

    @Override
    public Instant instant() {
        if (broken) {
            throw new OutOfMemoryError("a test's");
        }
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
