/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import java.time.Duration;

/** The pause of an object after a transient failure: it doubles from one failure to the next, until something works again. */
public final class RetryPause {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Duration next = FIRST;
    private long lastProgress;

    /** @param progress a number that has risen if anything was emitted since the last failure */
    public Duration after(long progress) {
        if (progress > lastProgress) {
            next = FIRST;
        }
        lastProgress = progress;
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause;
    }
}
