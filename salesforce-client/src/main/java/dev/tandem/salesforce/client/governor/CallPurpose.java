/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

/** The purpose of an API call, from the most to the least urgent. The less urgent it is, the earlier it slows down. */
public enum CallPurpose {
    /** Live changes in both directions. */
    LIVE(1.0, 1.0),
    /** Re-reads of records whose changes were missed. */
    RECOVERY(0.9, 1.25),
    /** First reads of whole objects. */
    SNAPSHOT(0.75, 1.5),
    /** Checks for silence and drift, and refreshes, which can wait. */
    SWEEP(0.5, 2.0);

    private final double ceiling;
    private final double reserves;

    CallPurpose(double ceiling, double reserves) {
        this.ceiling = ceiling;
        this.reserves = reserves;
    }

    /** Returns the part of the budget that calls of this purpose may use up. The rest is for more urgent ones. */
    double ceiling() {
        return ceiling;
    }

    /** Returns how many times the reserve must be left in the org for a call of this purpose. */
    double reserves() {
        return reserves;
    }
}
