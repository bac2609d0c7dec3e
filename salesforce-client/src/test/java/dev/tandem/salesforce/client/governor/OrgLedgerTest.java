/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OrgLedgerTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long START = Instant.parse("2026-11-26T00:00:00Z").toEpochMilli();

    private final OrgLedger ledger = new OrgLedger();

    @Test
    void countsTheLastHourAndTheLastDay() {
        ledger.addCalls(START, 5);
        ledger.addCalls(START + 2 * HOUR, 7);
        ledger.addEvents(START + 2 * HOUR, 11);

        BudgetState state = BudgetState.of(ledger.state(START + 2 * HOUR + MINUTE));

        assertThat(state.calls()).isEqualTo(12);
        assertThat(state.callsLastHour()).isEqualTo(7);
        assertThat(state.events()).isEqualTo(11);
        assertThat(state.eventsLastHour()).isEqualTo(11);
        assertThat(state.oldest()).isEqualTo(Instant.ofEpochMilli(START));
    }

    @Test
    void forgetsCallsAfterADay() {
        ledger.addCalls(START, 5);
        ledger.addCalls(START + HOUR, 7);

        assertThat(BudgetState.of(ledger.state(START + 24 * HOUR - 1)).calls()).isEqualTo(12);
        assertThat(BudgetState.of(ledger.state(START + 24 * HOUR)).calls()).isEqualTo(7);
        assertThat(BudgetState.of(ledger.state(START + 25 * HOUR)).calls()).isZero();
    }

    @Test
    void addsOwnCallsToTheOrgsCountUntilTheNextAnswer() {
        ledger.noteUsage(START, 100, 15_000);
        ledger.addCalls(START + 1, 2);
        assertThat(BudgetState.of(ledger.state(START + 2)).used()).isEqualTo(102);

        ledger.noteUsage(START + 3, 101, 15_000);
        assertThat(BudgetState.of(ledger.state(START + 4)).used()).isEqualTo(101);
    }

    @Test
    void keepsTheLaterEndOfTwoPauses() {
        ledger.backOff(START + 10);
        ledger.backOff(START + 5);

        assertThat(BudgetState.of(ledger.state(START)).backOffUntil()).isEqualTo(Instant.ofEpochMilli(START + 10));
    }

    @Test
    void replacesThePauseOfAClockThatWentBack() {
        ledger.backOff(START + 5 * HOUR);
        ledger.backOff(START + 10);

        assertThat(BudgetState.of(ledger.state(START)).backOffUntil()).isEqualTo(Instant.ofEpochMilli(START + 10));
    }

    @Test
    void countsInTheNewestIntervalWhenTheClockGoesBack() {
        ledger.addCalls(START + HOUR, 1);
        ledger.addCalls(START, 1);

        assertThat(BudgetState.of(ledger.state(START + HOUR)).calls()).isEqualTo(2);
    }
}
