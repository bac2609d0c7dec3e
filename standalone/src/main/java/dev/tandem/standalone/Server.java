/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The set-up, start, readiness check and stop of one part. */
interface Server {
    Part part();

    /** Writes the configuration and, where there is none, the data directory; runs before every start. */
    void prepare() throws IOException, InterruptedException;

    List<String> command();

    default Map<String, String> environment() {
        return Map.of();
    }

    /** Returns whether it serves. Polled from the moment of the start, so it must answer quickly. */
    boolean isReady();

    /**
     * Returns whether it ended during its start for a transient cause.
     *
     * @param log the last lines of its log
     */
    default boolean isWorthAnotherStart(String log) {
        return false;
    }

    /** Runs each time it has been started and serves. */
    default void afterStart() throws IOException, InterruptedException {}

    /** The signal on which it stops in good order, and soon. */
    default String stopSignal() {
        return "TERM";
    }

    default Duration stopGrace() {
        return Duration.ofSeconds(10);
    }
}
