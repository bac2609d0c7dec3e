/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.RecordId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SweepLedgerTest {
    private static final RecordId ONE = new RecordId("001000000000001");
    private static final RecordId TWO = new RecordId("001000000000002");
    private static final RecordId THREE = new RecordId("001000000000003");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SweepLedger ledger = new SweepLedger(2, NOON);

    @Test
    void trustsRecordsThatAnEventReported() {
        ledger.report(ONE, NOON);
        ledger.modified(ONE, NOON.plusSeconds(5));

        assertThat(ledger.hasSuspects()).isFalse();
    }

    @Test
    void suspectsRecordsWithoutEventOrWithAnOlderOne() {
        ledger.report(ONE, NOON);
        ledger.modified(ONE, NOON.plusSeconds(6));
        ledger.modified(TWO, NOON);

        assertThat(ledger.takeSuspects()).containsOnlyKeys(ONE, TWO);
        assertThat(ledger.hasSuspects()).isFalse();
    }

    @Test
    void acquitsASuspectWhoseEventComesLate() {
        ledger.modified(ONE, NOON);
        ledger.report(ONE, NOON.plusSeconds(600));

        assertThat(ledger.hasSuspects()).isFalse();
    }

    @Test
    void reportsAMissedChangeOnce() {
        ledger.modified(ONE, NOON);
        ledger.takeSuspects();

        ledger.modified(ONE, NOON);

        assertThat(ledger.hasSuspects()).isFalse();
    }

    @Test
    void suspectsNothingFromTheTimeThatItHasForgotten() {
        ledger.report(ONE, NOON);
        ledger.report(TWO, NOON.plusSeconds(10));
        ledger.report(THREE, NOON.plusSeconds(20));

        ledger.modified(ONE, NOON);

        assertThat(ledger.hasSuspects()).isFalse();
    }

    @Test
    void leavesOutEventsThatAreTooOldToCoverAnything() {
        assertThat(ledger.concerns(NOON.minusSeconds(5))).isTrue();
        assertThat(ledger.concerns(NOON.minusSeconds(6))).isFalse();

        ledger.dropBefore(NOON.plusSeconds(60));

        assertThat(ledger.concerns(NOON.plusSeconds(55))).isTrue();
        assertThat(ledger.concerns(NOON.plusSeconds(54))).isFalse();
    }
}
