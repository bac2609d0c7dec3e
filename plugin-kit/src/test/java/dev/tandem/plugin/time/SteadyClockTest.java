/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void goesOnWhenTheMachinesClockIsSetBack() {
        AtomicReference<Instant> machine = new AtomicReference<>(START);
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
        Clock clock = SteadyClock.start(((InstantSource) machine::get).withZone(ZoneOffset.UTC), nanos::get);

        machine.set(START.minusSeconds(7_200));
        nanos.addAndGet(1_500_000_000L);

        assertThat(clock.instant()).isEqualTo(START.plusMillis(1_500));
        assertThat(clock.withZone(ZoneOffset.MAX).instant()).isEqualTo(START.plusMillis(1_500));
    }
}
