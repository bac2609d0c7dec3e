/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import java.time.Duration;

/** The pause after a limit was exceeded. Pure. */
final class BackOff {
    /** The longest pause of any. One that ends later was begun before the worker's clock went back. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Duration FIRST_DAILY = Duration.ofSeconds(2);
    private static final Duration FIRST_CONCURRENT = Duration.ofSeconds(1);
    private static final Duration LONGEST_CONCURRENT = Duration.ofMinutes(1);

    private BackOff() {}

    /**
     * Returns the pause after {@code failures} in a row.
     *
     * @param message of Salesforce; limits of calls at the same time pass sooner than daily ones
     * @param random from 0 to 1; at least half of the pause remains
     */
    static Duration pause(int failures, String message, double random) {
        boolean concurrent = message.contains("Concurrent") || message.contains("concurrent");
        Duration first = concurrent ? FIRST_CONCURRENT : FIRST_DAILY;
        Duration longest = concurrent ? LONGEST_CONCURRENT : LONGEST;
        double grown = first.toMillis() * Math.pow(2, Math.min(failures - 1, 20));
        return Duration.ofMillis(Math.round(Math.min(grown, longest.toMillis()) * (0.5 + random / 2)));
    }
}
