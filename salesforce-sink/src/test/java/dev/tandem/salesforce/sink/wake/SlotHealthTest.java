/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.sink.wake.SlotHealth.Problem;
import dev.tandem.salesforce.sink.wake.SlotHealth.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Judgements on readings of a replication slot, without a server. */
class SlotHealthTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int READER = 7;
    private static final int NEXT_READER = 8;

    private final SlotHealth health = new SlotHealth();

    private void add(Reading reading, Duration after) {
        health.add(Optional.of(reading), START.plus(after));
    }

    private Optional<Problem> lasting(Duration after) {
        return health.lasting(START.plus(after));
    }

    @Test
    void findsNoFaultWithSlotThatAdvances() {
        for (int minute = 0; minute < 30; minute++) {
            add(new Reading(false, READER, minute, minute + 1), Duration.ofMinutes(minute));

            assertThat(health.isDoubtful()).isFalse();
        }
    }

    @Test
    void findsNoFaultWithSlotThatHasConfirmedAll() {
        add(new Reading(false, READER, 5, 5), Duration.ZERO);
        add(new Reading(false, READER, 5, 5), Duration.ofHours(1));

        assertThat(health.isDoubtful()).isFalse();
    }

    @Test
    void waitsForDebeziumToStartAgain() {
        add(new Reading(false, 0, 5, 6), Duration.ZERO);

        assertThat(health.isDoubtful()).isTrue();
        assertThat(lasting(SlotHealth.GRACE.minus(SECOND))).isEmpty();
        assertThat(lasting(SlotHealth.GRACE)).contains(Problem.UNREAD);
    }

    @Test
    void countsTimeOfProblemsThatFollowEachOther() {
        health.add(Optional.empty(), START);
        add(new Reading(false, 0, 5, 6), SlotHealth.GRACE);

        assertThat(lasting(SlotHealth.GRACE)).contains(Problem.UNREAD);
    }

    @Test
    void findsLogThatRestoreHasShortened() {
        add(new Reading(false, READER, 5, 7), Duration.ZERO);
        add(new Reading(false, READER, 2, 3), SECOND);
        add(new Reading(false, READER, 2, 9), SECOND.multipliedBy(2));

        assertThat(health.isDoubtful()).isTrue();
        assertThat(lasting(SECOND.plus(SlotHealth.GRACE))).contains(Problem.AHEAD);

        add(new Reading(false, READER, 4, 9), SlotHealth.GRACE);
        assertThat(health.isDoubtful()).isFalse();
    }

    @Test
    void seesShortenedLogThoughDebeziumAdvancesSlotAtItsStart() {
        add(new Reading(false, READER, 5, 7), Duration.ZERO);
        add(new Reading(false, 0, 2, 3), SECOND);
        add(new Reading(false, NEXT_READER, 3, 4), SECOND.multipliedBy(2));
        add(new Reading(false, READER, 4, 9), SECOND.multipliedBy(3));

        assertThat(lasting(SECOND.plus(SlotHealth.GRACE))).contains(Problem.AHEAD);
    }

    @Test
    void countsNoAdvanceAtDebeziumsStartAsConfirmed() {
        add(new Reading(false, READER, 5, 7), Duration.ZERO);
        add(new Reading(false, NEXT_READER, 6, 8), SlotHealth.STUCK_AFTER.minus(SECOND));
        add(new Reading(false, NEXT_READER, 6, 9), SlotHealth.STUCK_AFTER);

        assertThat(lasting(SlotHealth.STUCK_AFTER)).contains(Problem.STUCK);
    }

    @Test
    void givesSlotThatWasCreatedAgainItsTimeToConfirm() {
        add(new Reading(false, READER, 5, 7), Duration.ZERO);
        health.add(Optional.empty(), START.plus(SlotHealth.STUCK_AFTER));
        add(new Reading(false, READER, 3, 9), SlotHealth.STUCK_AFTER.plus(SECOND));

        assertThat(health.isDoubtful()).isFalse();
    }

    @Test
    void findsNoFaultWithSlotThatCrashSetBack() {
        add(new Reading(false, READER, 5, 7), Duration.ZERO);
        add(new Reading(false, READER, 2, 7), SECOND);

        assertThat(health.isDoubtful()).isFalse();
    }

    @Test
    void reportsLostSlotAtOnce() {
        add(new Reading(true, 0, 5, 6), Duration.ZERO);

        assertThat(lasting(Duration.ZERO)).contains(Problem.LOST);
    }

    @Test
    void findsSlotThatConfirmsNothing() {
        add(new Reading(false, READER, 5, 6), Duration.ZERO);
        add(new Reading(false, READER, 5, 7), SlotHealth.STUCK_AFTER.minus(SECOND));
        assertThat(health.isDoubtful()).isFalse();

        add(new Reading(false, READER, 5, 8), SlotHealth.STUCK_AFTER);
        assertThat(lasting(SlotHealth.STUCK_AFTER)).contains(Problem.STUCK);

        add(new Reading(false, READER, 8, 9), SlotHealth.STUCK_AFTER.plus(SECOND));
        assertThat(health.isDoubtful()).isFalse();
    }

    @Test
    void doubtsSlotThatSeveralLooksInRowCouldNotRead() {
        Reading good = new Reading(false, READER, 5, 5);
        add(good, Duration.ZERO);
        health.addFailure();
        health.addFailure();
        add(good, SECOND);
        health.addFailure();
        health.addFailure();
        assertThat(health.isDoubtful()).isFalse();

        health.addFailure();
        assertThat(health.isDoubtful()).isTrue();
        assertThat(lasting(Duration.ofHours(1))).isEmpty();

        add(good, SECOND.multipliedBy(2));
        assertThat(health.isDoubtful()).isFalse();
    }
}
