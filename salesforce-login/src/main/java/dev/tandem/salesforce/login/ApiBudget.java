/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import dev.tandem.salesforce.client.governor.BudgetReport;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The metrics of an API budget. Reading them sends nothing. Thread-safe. */
public final class ApiBudget implements ApiBudgetMXBean {
    private final Supplier<Optional<BudgetReport>> reports;

    public ApiBudget(Supplier<Optional<BudgetReport>> reports) {
        this.reports = reports;
    }

    private long of(ToLongFunction<BudgetReport> count) {
        return reports.get().map(count::applyAsLong).orElse(0L);
    }

    @Override
    public long getBudget() {
        return of(BudgetReport::budget);
    }

    @Override
    public long getCalls() {
        return of(BudgetReport::calls);
    }

    @Override
    public long getCallsRemaining() {
        return of(BudgetReport::remaining);
    }

    @Override
    public long getCallsForecast() {
        return of(BudgetReport::callForecast);
    }

    @Override
    public long getOrgCalls() {
        return of(BudgetReport::orgCalls);
    }

    @Override
    public long getOrgLimit() {
        return of(BudgetReport::orgLimit);
    }

    @Override
    public long getPauseMs() {
        return of(report -> report.livePause().toMillis());
    }

    @Override
    public long getEventsDelivered() {
        return of(BudgetReport::events);
    }

    @Override
    public long getEventsForecast() {
        return of(BudgetReport::eventForecast);
    }

    @Override
    public long getEventsLimit() {
        return of(BudgetReport::eventLimit);
    }
}
