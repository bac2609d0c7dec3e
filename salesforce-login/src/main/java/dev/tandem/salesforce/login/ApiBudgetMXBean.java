/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

/**
 * The API budget of an org, as seen by a task. Counts cover the last 24 hours and all connectors of the worker unless they say
 * otherwise. They are 0 before the first call.
 */
public interface ApiBudgetMXBean {
    /** API calls that the worker may make. */
    long getBudget();

    /** API calls that the worker made. */
    long getCalls();

    /** API calls that are left for the worker. */
    long getCallsRemaining();

    /** API calls of the worker in a day at the pace of the last hour. */
    long getCallsForecast();

    /** API calls of everyone in the org, as Salesforce last said. */
    long getOrgCalls();

    /** Daily API calls of the org. */
    long getOrgLimit();

    /** Pause between two live calls in milliseconds; 0 at full pace. */
    long getPauseMs();

    /** Events delivered to the worker. */
    long getEventsDelivered();

    /** Events delivered to the worker in a day at the pace of the last hour. */
    long getEventsForecast();

    /** Daily deliveries of the org; 0 if the user may not read it. */
    long getEventsLimit();
}
