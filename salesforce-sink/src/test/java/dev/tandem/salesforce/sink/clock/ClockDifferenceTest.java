/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockDifferenceTest {
    private static final long SECOND = 1_000_000;
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    private final ClockDifference difference = new ClockDifference();

    @ParameterizedTest
    @ValueSource(longs = {-90 * SECOND, -1, 0, 1, 2_345_678, 7_200 * SECOND})
    void holdsTheTrueDifferenceAndNarrowsIt(long ahead) {
        SplittableRandom random = new SplittableRandom(ahead);
        for (int i = 0; i < 100; i++) {
            difference.add(reading(ahead, random));

            assertThat(difference.known().least()).isLessThanOrEqualTo(ahead);
            assertThat(difference.known().greatest()).isGreaterThanOrEqualTo(ahead);
        }
        assertThat(difference.known().uncertainty()).isLessThan(Duration.ofMillis(300));
    }

    @Test
    void followsClockThatWasSet() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10; i++) {
            difference.add(reading(0, random));
        }

        difference.add(reading(10 * SECOND, random));

        assertThat(difference.known().estimate()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
    }

    @Test
    void warnsOnceAnHourWhenOrderIsDoubtful() {
        difference.add(reading(-3 * SECOND, new SplittableRandom(1)));

        assertThat(difference.warning(NOON))
                .hasValueSatisfying(text -> assertThat(text)
                        .containsPattern("Salesforce's clock is (2|3)\\d{3} ms behind Postgres's")
                        .endsWith("by NTP."));
        assertThat(difference.warning(NOON.plusSeconds(3_599))).isEmpty();
        assertThat(difference.warning(NOON.plusSeconds(3_600))).isPresent();
    }

    @Test
    void keepsQuietAboutWhatMayBeLessThanOneSecond() {
        difference.add(reading(1_200_000, new SplittableRandom(1)));

        assertThat(difference.warning(NOON)).isEmpty();
    }

    /** Returns a reading of a clock that is ahead by this, in whole seconds and over a network that takes up to 0.2 s. */
    private static ClockReading reading(long ahead, SplittableRandom random) {
        long asked = NOON.getEpochSecond() * SECOND + random.nextLong(1_000 * SECOND);
        long read = asked + random.nextLong(100_000);
        long answered = read + random.nextLong(100_000);
        ClockReading salesforce = ClockReading.ofSeconds(Math.floorDiv(read + ahead, SECOND), asked, answered);
        return salesforce.minus(ClockReading.ofMicros(answered + 500, answered, answered + 1_000));
    }
}
