/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard of an org's daily allowances: every API call passes it, and waits if the budget demands it.
 *
 * <p><b>Scope.</b> The counts are one per org and process: a Connect worker loads each plugin in a class loader of its own,
 * and the copies of this class share one ledger through the JVM's MBean server. The settings belong to each copy. Several
 * workers do not share a ledger; they see each other in the org's own count, which every answer carries.
 *
 * <p><b>Pace.</b> Calls slow down before the budget is used up, the less urgent ones first ({@link CallPurpose}). A call that
 * would have to wait longer than {@link #MAX_WAIT} fails with {@link FailureKind#THROTTLED}, so that its thread can do
 * something else and come back.
 *
 * <p>Thread-safe.
 */
public final class ApiGovernor {
    /** The longest time that a call waits. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(ApiGovernor.class);

    private final BudgetRules rules;
    private final SharedLedger ledger;
    private final Clock clock;
    /** The earliest instant of the next call while its purpose is paced. */
    private final Map<CallPurpose, Instant> nextCall = new EnumMap<>(CallPurpose.class);

    private final Map<CallPurpose, Boolean> paceIsCut = new EnumMap<>(CallPurpose.class);
    private int limitsExceeded;

    /**
     * Creates a governor that joins the ledger of the org.
     *
     * @param org identifies the org; its id and host
     */
    public ApiGovernor(String org, BudgetSettings settings, Clock clock) {
        this.rules = new BudgetRules(settings);
        this.ledger = new SharedLedger(org);
        this.clock = clock;
    }

    /** Waits until a call of this purpose may be made, and counts it. */
    public void acquire(CallPurpose purpose) throws InterruptedException {
        Duration wait = reserve(purpose);
        if (!wait.isZero()) {
            Thread.sleep(wait.toMillis());
        }
        ledger.addCalls(clock.instant(), 1);
    }

    /** Reserves the next slot and returns the time until then. */
    synchronized Duration reserve(CallPurpose purpose) {
        Instant now = clock.instant();
        BudgetState state = ledger.state(now);
        Duration pause = rules.pause(purpose, state, now);
        report(purpose, pause, state);
        if (pause.isZero()) {
            nextCall.remove(purpose);
            return Duration.ZERO;
        }
        boolean stopped = !BudgetRules.backOff(state, now).isZero() || pause.equals(BudgetRules.RECHECK);
        Instant slot = stopped ? now.plus(pause) : nextCall.getOrDefault(purpose, now);
        boolean clockWentBack = !stopped && slot.isAfter(now.plus(MAX_WAIT).plus(BudgetRules.RECHECK));
        slot = slot.isBefore(now) || clockWentBack ? now : slot;
        Duration wait = Duration.between(now, slot);
        if (wait.compareTo(MAX_WAIT) > 0) {
            throw new SalesforceException(
                    FailureKind.THROTTLED,
                    "The API budget for " + purpose + " calls is used up: " + state.calls() + " of "
                            + rules.budget(state)
                            + " calls in 24 hours, " + state.used() + " of " + state.limit()
                            + " in the org. The next call is possible in " + wait.toSeconds() + " s.",
                    "API_BUDGET",
                    List.of(),
                    null);
        }
        nextCall.put(purpose, slot.plus(stopped ? Duration.ZERO : pause));
        return wait;
    }

    private void report(CallPurpose purpose, Duration pause, BudgetState state) {
        boolean cut = !pause.isZero();
        if (paceIsCut.getOrDefault(purpose, false) != cut) {
            paceIsCut.put(purpose, cut);
            LOG.info(
                    cut
                            ? "The pace of {} API calls is cut to one every {} ms: {} of {} calls in 24 hours, {} of {} in the org"
                            : "The pace of {} API calls is free again ({} ms): {} of {} calls in 24 hours, {} of {} in the org",
                    purpose,
                    pause.toMillis(),
                    state.calls(),
                    rules.budget(state),
                    state.used(),
                    state.limit());
        }
    }

    /** Notes the org's own count of API calls. */
    public void observeUsage(long used, long limit) {
        ledger.noteUsage(clock.instant(), used, limit);
    }

    /** Notes the org's daily allowance of delivered events. */
    public void observeEventLimit(long limit) {
        ledger.noteEventLimit(limit);
    }

    /** Counts events that were delivered to this process. */
    public void countEvents(long events) {
        ledger.addEvents(clock.instant(), events);
    }

    /**
     * Notes that a call exceeded a limit: all calls to the org pause, longer each time. Calls that were under way when the pause began
     * say nothing new.
     */
    public synchronized void limitExceeded(String message) {
        Instant now = clock.instant();
        if (limitsExceeded > 0 && isPaused(now)) {
            return;
        }
        limitsExceeded++;
        Duration pause = BackOff.pause(
                limitsExceeded, message, ThreadLocalRandom.current().nextDouble());
        ledger.backOff(now.plus(pause));
        LOG.warn("Salesforce reports an exceeded limit: all API calls pause for {} ms. {}", pause.toMillis(), message);
    }

    /** Notes a successful call: the next exceeded limit counts as the first. A call of before the pause says nothing about it. */
    public synchronized void succeeded() {
        if (limitsExceeded > 0 && !isPaused(clock.instant())) {
            limitsExceeded = 0;
        }
    }

    private boolean isPaused(Instant now) {
        return !BudgetRules.backOff(ledger.state(now), now).isZero();
    }

    /** Returns the time that a call of this purpose would have to wait, for callers that must not block. */
    public Duration pause(CallPurpose purpose) {
        Instant now = clock.instant();
        return rules.pause(purpose, ledger.state(now), now);
    }

    /** Returns the budget, the use and the forecast. */
    public BudgetReport report() {
        Instant now = clock.instant();
        return rules.report(ledger.state(now), now);
    }
}
