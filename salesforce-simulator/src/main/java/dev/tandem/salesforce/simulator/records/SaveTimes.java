/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import java.time.Duration;

/**
 * The times that saves take.
 *
 * @param lockWait the longest wait for a row that another transaction has locked
 * @param work the time that triggers and flows take before a transaction commits; its rows stay locked
 */
public record SaveTimes(Duration lockWait, Duration work) {
    /** Salesforce's own limit, and no work of triggers. */
    public static final SaveTimes SALESFORCE = new SaveTimes(Duration.ofSeconds(10), Duration.ZERO);
}
