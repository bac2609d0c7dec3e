/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

/**
 * The part of an org's daily allowances that this process may use.
 *
 * @param share of the daily API calls, from 0 to 1
 * @param reserve part of the daily API calls, from 0 to 1, that stays free for other users of the org
 */
public record BudgetSettings(double share, double reserve) {

    /** Rejects values that are not parts of a whole. */
    public BudgetSettings {
        if (!(share > 0 && share <= 1) || !(reserve >= 0 && reserve < 1)) {
            throw new IllegalArgumentException("Invalid API budget: share " + share + ", reserve " + reserve
                    + ". Use a share above 0 and up to 1, and a reserve from 0 to below 1.");
        }
    }

    /** Returns half of the allowance, with a tenth in reserve for others. */
    public static BudgetSettings defaults() {
        return new BudgetSettings(0.5, 0.1);
    }
}
