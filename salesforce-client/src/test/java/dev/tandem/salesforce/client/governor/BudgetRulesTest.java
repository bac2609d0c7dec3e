/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import static dev.tandem.salesforce.client.governor.CallPurpose.LIVE;
import static dev.tandem.salesforce.client.governor.CallPurpose.RECOVERY;
import static dev.tandem.salesforce.client.governor.CallPurpose.SNAPSHOT;
import static dev.tandem.salesforce.client.governor.CallPurpose.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The org has 100,000 calls a day. Half of them are the budget, and a tenth stays in reserve. */
class BudgetRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final BudgetRules RULES = new BudgetRules(BudgetSettings.defaults());

    @ParameterizedTest
    @CsvSource({
        // purpose, own calls, calls of everyone, hours until the oldest calls are free, expected pause in ms
        "LIVE, 0, 0, 24, 0",
        "LIVE, 25000, 25000, 12, 0",
        "LIVE, 25001, 25001, 12, 1728",
        "LIVE, 49000, 49000, 12, 43200",
        "LIVE, 49999, 49999, 12, 300000",
        "LIVE, 50000, 50000, 12, 300000",
        "RECOVERY, 22500, 22500, 12, 0",
        "RECOVERY, 22501, 22501, 12, 1920",
        "SNAPSHOT, 18750, 18750, 12, 0",
        "SNAPSHOT, 18751, 18751, 12, 2304",
        "SNAPSHOT, 37500, 37500, 12, 300000",
        "SWEEP, 12500, 12500, 12, 0",
        "SWEEP, 12501, 12501, 12, 3456",
        "SWEEP, 25000, 25000, 12, 300000",
        // Others have used the org's calls.
        "LIVE, 10, 70000, 12, 0",
        "LIVE, 10, 70001, 12, 2160",
        "LIVE, 10, 90000, 12, 300000",
        "SWEEP, 10, 60001, 12, 2160",
        "SWEEP, 10, 80000, 12, 300000",
        // The oldest calls are about to be free again.
        "LIVE, 40000, 40000, 0, 30"
    })
    void slowsDownBeforeTheBudgetIsUsedUp(CallPurpose purpose, long calls, long used, int hours, long pause) {
        Instant oldest = NOW.minus(BudgetRules.DAY).plus(Duration.ofHours(hours));

        Duration actual = RULES.pause(purpose, state(calls, used, oldest, NOW, Instant.EPOCH), NOW);

        assertThat(actual).isEqualTo(Duration.ofMillis(pause));
    }

    @ParameterizedTest
    @EnumSource(CallPurpose.class)
    void runsFreelyUntilSalesforceHasSaidTheLimit(CallPurpose purpose) {
        BudgetState unknown = new BudgetState(0, 0, NOW, 0, 0, Instant.EPOCH, Instant.EPOCH, 0, 0, 0);

        assertThat(RULES.pause(purpose, unknown, NOW)).isZero();
    }

    @ParameterizedTest
    @EnumSource(CallPurpose.class)
    void stopsEverythingAfterAnExceededLimit(CallPurpose purpose) {
        BudgetState state = state(0, 0, NOW, NOW, NOW.plusSeconds(7));

        assertThat(RULES.pause(purpose, state, NOW)).isEqualTo(Duration.ofSeconds(7));
        assertThat(RULES.pause(purpose, state, NOW.plusSeconds(7))).isZero();
    }

    @Test
    void letsOneCallRefreshAnOldCount() {
        BudgetState old = state(10, 95_000, NOW, NOW.minus(BudgetRules.RECHECK), Instant.EPOCH);
        BudgetState fresh = state(10, 95_000, NOW, NOW.minusSeconds(1), Instant.EPOCH);

        assertThat(RULES.pause(LIVE, old, NOW)).isZero();
        assertThat(RULES.pause(LIVE, fresh, NOW)).isEqualTo(BudgetRules.RECHECK);
    }

    @Test
    void slowsLessUrgentCallsDownFirst() {
        BudgetState state = state(20_000, 20_000, NOW.minus(Duration.ofHours(12)), NOW, Instant.EPOCH);

        assertThat(RULES.pause(LIVE, state, NOW)).isZero();
        assertThat(RULES.pause(RECOVERY, state, NOW)).isZero();
        assertThat(RULES.pause(SNAPSHOT, state, NOW)).isPositive().isLessThan(RULES.pause(SWEEP, state, NOW));
    }

    @Test
    void neverUsesMoreThanItsShareInADay() {
        OrgLedger ledger = new OrgLedger();
        long start = NOW.toEpochMilli();
        ledger.noteUsage(start, 0, 100_000);
        long now = start;

        while (now < start + BudgetRules.DAY.toMillis() - 1) {
            BudgetState state = BudgetState.of(ledger.state(now));
            Duration pause = RULES.pause(LIVE, state, Instant.ofEpochMilli(now));
            if (pause.compareTo(BudgetRules.RECHECK) < 0) {
                ledger.addCalls(now, 1);
                ledger.noteUsage(now, state.calls() + 1, 100_000);
            }
            // At full pace, a call takes 100 ms.
            now += Math.max(100, pause.toMillis());
        }

        assertThat(ledger.state(now)[0]).isBetween(45_000L, 50_000L);
    }

    @Test
    void reportsBudgetPaceAndForecast() {
        BudgetState state = new BudgetState(
                20_000, 1_500, NOW.minus(Duration.ofHours(3)), 30_000, 100_000, NOW, Instant.EPOCH, 900, 100, 25_000);

        assertThat(RULES.report(state, NOW))
                .isEqualTo(new BudgetReport(
                        50_000, 20_000, 30_000, 1_500, 30_000, 100_000, 36_000, 900, 25_000, 2_400, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.1", "1.1, 0.1", "0.5, 1", "0.5, -0.1", "NaN, 0"})
    void rejectsSettingsThatAreNotParts(double share, double reserve) {
        assertThatThrownBy(() -> new BudgetSettings(share, reserve)).hasMessageContaining("Invalid API budget");
    }

    private static BudgetState state(long calls, long used, Instant oldest, Instant usageAt, Instant backOffUntil) {
        return new BudgetState(calls, 0, oldest, used, 100_000, usageAt, backOffUntil, 0, 0, 0);
    }
}
