/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import java.time.Duration;
import java.time.Instant;

/**
 * The rules for the pace of API calls. Pure.
 *
 * <p>Calls of a purpose are free until half of its part of the budget is used. Then they are spread over the time until the
 * oldest calls are 24 hours old and free again, so the pace falls as the budget shrinks but never reaches zero at once. If
 * nothing is left, calls wait. The org's own count, which includes everyone, bounds the budget in the same way.
 */
final class BudgetRules {
    static final Duration DAY = Duration.ofHours(24);
    /** The time between two looks at a budget that is used up. */
    static final Duration RECHECK = Duration.ofMinutes(5);
    /** Part of a purpose's budget that may be used at any pace. */
    private static final double FREE = 0.5;
    /** Part of the org's allowance above the reserve that must be left for calls at any pace. */
    private static final double FREE_LEFT = 0.2;

    private final BudgetSettings settings;

    BudgetRules(BudgetSettings settings) {
        this.settings = settings;
    }

    /** Returns the pause between two calls of this purpose; zero if they may run at any pace. */
    Duration pause(CallPurpose purpose, BudgetState state, Instant now) {
        Duration backOff = backOff(state, now);
        if (!backOff.isZero()) {
            return backOff;
        }
        if (state.limit() == 0) {
            return Duration.ZERO;
        }
        double own = budget(state) * purpose.ceiling() - state.calls();
        double left = state.limit() - state.used() - state.limit() * settings.reserve() * purpose.reserves();
        double available = Math.min(own, left);
        if (available < 1) {
            return isStale(state, now) ? Duration.ZERO : RECHECK;
        }
        boolean free = own >= budget(state) * purpose.ceiling() * (1 - FREE) && left >= state.limit() * FREE_LEFT;
        return free ? Duration.ZERO : spread(available, state, now);
    }

    /** Returns the time until the pause after an exceeded limit is over. */
    static Duration backOff(BudgetState state, Instant now) {
        Duration left = Duration.between(now, state.backOffUntil());
        return left.isNegative() || left.compareTo(BackOff.LONGEST) > 0 ? Duration.ZERO : left;
    }

    /** A single call refreshes the org's count, which may have fallen since. A count of the future is one before the clock went back. */
    private static boolean isStale(BudgetState state, Instant now) {
        return state.usageAt().isAfter(now)
                || Duration.between(state.usageAt(), now).compareTo(RECHECK) >= 0;
    }

    private static Duration spread(double available, BudgetState state, Instant now) {
        Duration untilFree = Duration.between(now, state.oldest().plus(DAY));
        Duration horizon = untilFree.compareTo(RECHECK) < 0 ? RECHECK : untilFree;
        return Duration.ofMillis(Math.min(Math.round(horizon.toMillis() / available), RECHECK.toMillis()));
    }

    long budget(BudgetState state) {
        return (long) (state.limit() * settings.share());
    }

    /** Returns the budget, the use and the forecast for people and metrics. */
    BudgetReport report(BudgetState state, Instant now) {
        long budget = budget(state);
        return new BudgetReport(
                budget,
                state.calls(),
                Math.max(0, Math.min(budget - state.calls(), state.limit() - state.used())),
                state.callsLastHour(),
                state.used(),
                state.limit(),
                state.callsLastHour() * 24,
                state.events(),
                state.eventLimit(),
                state.eventsLastHour() * 24,
                pause(CallPurpose.LIVE, state, now));
    }
}
