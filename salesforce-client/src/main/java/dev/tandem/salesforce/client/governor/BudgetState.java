/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import java.time.Instant;

/**
 * The use of an org's allowances at one instant.
 *
 * @param calls of this process in the last 24 hours
 * @param callsLastHour of this process
 * @param oldest beginning of the oldest interval that counts; when it is 24 hours old, its calls are free again
 * @param used calls of everyone in the last 24 hours, as Salesforce last said
 * @param limit daily API calls of the org; 0 until Salesforce has said it
 * @param usageAt instant at which Salesforce last said it
 * @param backOffUntil instant until which nothing may be called, after a limit was exceeded
 * @param events delivered to this process in the last 24 hours
 * @param eventsLastHour delivered to this process
 * @param eventLimit daily deliveries of the org; 0 if unknown
 */
public record BudgetState(
        long calls,
        long callsLastHour,
        Instant oldest,
        long used,
        long limit,
        Instant usageAt,
        Instant backOffUntil,
        long events,
        long eventsLastHour,
        long eventLimit) {

    /** Reads the parts that {@link OrgLedgerMBean#state} returns. */
    static BudgetState of(long[] parts) {
        return new BudgetState(
                parts[0],
                parts[1],
                Instant.ofEpochMilli(parts[2]),
                parts[3],
                parts[4],
                Instant.ofEpochMilli(parts[5]),
                Instant.ofEpochMilli(parts[6]),
                parts[7],
                parts[8],
                parts[9]);
    }
}
