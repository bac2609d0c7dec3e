/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryDelaysTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final RetryDelays delays = new RetryDelays(
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            },
            new Random(1));

    @Test
    void waitsLongerAfterEachFailure() {
        assertThat(delays.next("1")).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(delays.isOver("1")).isFalse();
        assertThat(delays.next("1")).isBetween(Duration.ofMillis(500), Duration.ofMillis(1_000));
    }

    @Test
    void countsFailuresUntilTheyAreForgotten() {
        assertThat(delays.failures("1")).isZero();
        delays.next("1");
        delays.next("1");
        assertThat(delays.failures("1")).isEqualTo(2);
        delays.forget("1");
        assertThat(delays.failures("1")).isZero();
    }

    @Test
    void forgetsRowsThatHaveNotFailedForLong() {
        delays.next("1");
        delays.next("1");
        delays.next("2");

        now = now.plus(Duration.ofHours(2));

        assertThat(delays.next("1")).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(delays.size()).isEqualTo(1);
    }
}
