/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentLagsTest {
    private long now;
    private final RecentLags lags = new RecentLags(Duration.ofSeconds(60), () -> now);

    private void at(int seconds) {
        now = Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void keepsTheLagsOfTheSpan() {
        at(0);
        lags.record(10_000_000);
        at(58);
        lags.record(20_000);

        assertThat(lags.histogram().getTotalCount()).isEqualTo(2);
        assertThat(lags.histogram().getMaxValue()).isGreaterThanOrEqualTo(10_000_000);
    }

    @Test
    void forgetsABacklogAfterTheSpan() {
        at(0);
        lags.record(10_000_000);
        at(30);
        lags.record(20_000);

        at(61);

        assertThat(lags.histogram().getTotalCount()).isEqualTo(1);
        assertThat(lags.histogram().getValueAtPercentile(99)).isBetween(20_000L, 20_100L);
    }
}
