/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;

/** Lengths of time that options give in milliseconds. */
public final class Millis {
    /**
     * A hundred years. People write the greatest number for a time that never ends, but that many nanoseconds do not fit into a number, and
     * no date lies that far back.
     */
    static final Duration MAX = Duration.ofDays(36_500);

    private Millis() {}

    /** Reads the value of an option, and takes times beyond a hundred years for a hundred years. */
    public static Duration read(AbstractConfig config, String key) {
        return Duration.ofMillis(Math.min(config.getLong(key), MAX.toMillis()));
    }
}
