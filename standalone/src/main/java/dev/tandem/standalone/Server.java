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

/** How one part is set up, started, known to be ready, and asked to stop. */
interface Server {
    Part part();

    /** Writes the configuration and, where there is none, the data directory; runs before every start. */
    void prepare() throws IOException, InterruptedException;

    List<String> command();

    default Map<String, String> environment() {
        return Map.of();
    }

    /** Whether it serves. Called again and again from the moment of the start, so it must answer quickly. */
    boolean isReady();

    /**
     * Whether it ended while starting for a cause that passes by itself.
     *
     * @param log the last lines of its log
     */
    default boolean isWorthAnotherStart(String log) {
        return false;
    }

    /** What is to be done once it serves, each time it has been started. */
    default void afterStart() throws IOException, InterruptedException {}

    /** The signal on which it stops in good order, and soon. */
    default String stopSignal() {
        return "TERM";
    }

    default Duration stopGrace() {
        return Duration.ofSeconds(10);
    }
}
