/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

/**
 * The counts of one org, for all class loaders of a process: only types of the JDK, so that the copies of this client in
 * several plugins of a Connect worker can share one ledger through the JVM's MBean server. Times are milliseconds.
 */
public interface OrgLedgerMBean {
    /** Counts API calls of this process. */
    void addCalls(long now, long calls);

    /** Counts events delivered to this process. */
    void addEvents(long now, long events);

    /** Notes the org's own count of API calls. */
    void noteUsage(long now, long used, long limit);

    /** Notes the org's daily allowance of delivered events. */
    void noteEventLimit(long limit);

    /** Stops all calls until an instant. */
    void backOff(long until);

    /** Returns the parts of a {@link BudgetState} in their order. */
    long[] state(long now);
}
