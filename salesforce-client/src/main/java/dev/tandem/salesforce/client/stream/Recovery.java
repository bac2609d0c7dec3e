/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Decides how long to pause after a lost session, and when to give up. Not thread-safe. */
final class Recovery {
    /** Tokens that are refused although they are new: the user is locked out, whatever the login says. */
    private static final int MAX_REFUSED_TOKENS = 3;
    /** A limit or a busy server gets more time than a lost connection. */
    private static final int WAIT_STEPS = 3;

    private final Duration shortest;
    private final Duration longest;
    private final DoubleSupplier random;
    private int failures;
    private int refusedTokens;
    private int oversized;

    /** @param random from 0 to 1: pauses are at least half of what they may be, so that clients do not come back in step */
    Recovery(Duration shortest, Duration longest, DoubleSupplier random) {
        this.shortest = shortest;
        this.longest = longest;
        this.random = random;
    }

    /** The session has worked: what comes is a new failure, not the old one again. */
    void worked() {
        failures = 0;
        refusedTokens = 0;
        oversized = 0;
    }

    /** The pause before the next session; empty when there should be none. */
    Optional<Duration> pauseAfter(SessionEnd end) {
        int steps = failures++;
        switch (end.remedy()) {
            case GIVE_UP -> {
                return Optional.empty();
            }
            case NEW_TOKEN -> {
                if (++refusedTokens > MAX_REFUSED_TOKENS) {
                    return Optional.empty();
                }
            }
            case SHRINK -> {
                if (++oversized > 1) {
                    return Optional.empty();
                }
            }
            case WAIT -> steps += WAIT_STEPS;
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
