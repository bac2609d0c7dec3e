/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The limits of retries after a transient failure. */
record RetrySettings(int maxRetries, long backoffMillis) {
    static final String MAX_RETRIES = "max.retries";
    static final String RETRY_BACKOFF = "retry.backoff.ms";
    private static final long MAX_BACKOFF = 60_000;
    private static final int MAX_DOUBLINGS = 7;
    private static final String GROUP = "Failures";

    static void define(ConfigDef def) {
        def.define(
                MAX_RETRIES,
                ConfigDef.Type.INT,
                10,
                ConfigDef.Range.atLeast(-1),
                ConfigDef.Importance.MEDIUM,
                "The maximum number of retries after a transient failure, such as a lost connection or a deadlock, before the task"
                        + " fails. -1: no limit.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Retries");
        def.define(
                RETRY_BACKOFF,
                ConfigDef.Type.LONG,
                500L,
                ConfigDef.Range.between(1, MAX_BACKOFF),
                ConfigDef.Importance.MEDIUM,
                "Milliseconds before the first retry. The wait doubles with each retry, up to 128 times the first and at most a"
                        + " minute, and varies at random by half.",
                GROUP,
                2,
                ConfigDef.Width.SHORT,
                "Back-off");
    }

    static RetrySettings from(AbstractConfig config) {
        return new RetrySettings(config.getInt(MAX_RETRIES), config.getLong(RETRY_BACKOFF));
    }

    boolean allows(int retry) {
        return maxRetries < 0 || retry <= maxRetries;
    }

    /** @param random between 0 and 1 */
    long waitMillis(int retry, double random) {
        double wait = Math.min(MAX_BACKOFF, backoffMillis * Math.pow(2, Math.min(retry - 1, MAX_DOUBLINGS)));
        return (long) (wait * (0.5 + random / 2));
    }
}
