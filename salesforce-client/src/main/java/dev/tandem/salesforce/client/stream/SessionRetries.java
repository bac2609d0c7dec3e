/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** A policy for the pause after a lost session, and for giving up. Not thread-safe. */
final class SessionRetries {
    /** Bound for fresh tokens that are rejected in a row: then the user is locked out, whatever the login says. */
    private static final int MAX_REJECTED_TOKENS = 3;
    /** Extra steps for a limit or a busy server, because they need more time than a lost connection. */
    private static final int WAIT_STEPS = 3;

    /** Failed sessions in a row after which the token itself is suspect, and again after as many. */
    private static final int SUSPECT_TOKEN = 3;

    private final Duration shortest;
    private final Duration longest;
    private final DoubleSupplier random;
    private int failures;
    private int rejectedTokens;
    private int oversized;

    /** @param random from 0 to 1; pauses are at least half of their maximum, so that clients do not return in step */
    SessionRetries(Duration shortest, Duration longest, DoubleSupplier random) {
        this.shortest = shortest;
        this.longest = longest;
        this.random = random;
    }

    /** Returns whether the token should be renewed, in case it is the reason although nothing says so. */
    boolean needsNewToken() {
        return failures > 0 && failures % SUSPECT_TOKEN == 0;
    }

    /** Notes that a session has worked. The next failure counts as the first. */
    void noteSuccess() {
        failures = 0;
        rejectedTokens = 0;
        oversized = 0;
    }

    /** Returns the pause before the next session, or empty if there must not be one. */
    Optional<Duration> pauseAfter(SessionEnd end) {
        int steps = failures++;
        switch (end.remedy()) {
            case GIVE_UP -> {
                return Optional.empty();
            }
            case NEW_TOKEN -> {
                if (++rejectedTokens > MAX_REJECTED_TOKENS) {
                    return Optional.empty();
                }
            }
            case SHRINK -> {
                if (++oversized > 1) {
                    return Optional.empty();
                }
            }
            case WAIT, NEW_INSTANCE -> steps += WAIT_STEPS;
            case DRAIN -> {
                failures = 0;
                return Optional.of(Duration.ZERO);
            }
            case RECONNECT -> {}
        }
        double grown = shortest.toMillis() * Math.pow(2, Math.min(steps, 30));
        double most = Math.min(grown, longest.toMillis());
        return Optional.of(Duration.ofMillis(Math.round(most * (0.5 + random.getAsDouble() / 2))));
    }
}
