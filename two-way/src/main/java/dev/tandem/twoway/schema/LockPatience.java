/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import java.time.Duration;

/**
 * A limit to the time that a switch waits for locks. While it waits, everyone behind it waits, too, so it waits briefly and often: more
 * briefly than the sinks wait for a row, so that it does not make their batches fail.
 *
 * @param timeout the longest wait for one lock
 * @param attempts the number of attempts per step
 * @param pause the time between attempts
 * @param indexTimeout the longest wait of an index that is built concurrently for a transaction, which no one waits behind; zero for
 *     no limit
 */
public record LockPatience(Duration timeout, int attempts, Duration pause, Duration indexTimeout) {
    public static final LockPatience DEFAULT =
            new LockPatience(Duration.ofMillis(200), 120, Duration.ofSeconds(1), Duration.ZERO);
}
