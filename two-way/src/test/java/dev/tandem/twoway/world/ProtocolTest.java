/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A test that runs the protocol's decisions through random schedules on virtual time. {@code -Dtandem.schedules=N} runs N of each mode,
 * {@code -Dtandem.mode=MODE -Dtandem.seed=N} repeats one and prints its story.
 */
class ProtocolTest {
    private static final int SCHEDULES = Integer.getInteger("tandem.schedules", 1_000);
    private static final Long SEED = Long.getLong("tandem.seed");

    @ParameterizedTest
    @EnumSource
    void keepsItsPromisesInEverySchedule(Mode mode) {
        Schedules schedules = new Schedules(mode, mode.options(), Decisions::new);
        if (SEED != null) {
            if (mode.name().equals(System.getProperty("tandem.mode", mode.name()))) {
                assertThat(schedules.story(SEED)).endsWith("at rest");
            }
            return;
        }

        assertThat(schedules.firstBroken(0, SCHEDULES)).isEmpty();
        assertThat(schedules.limits()).isLessThanOrEqualTo(SCHEDULES / 20);
    }
}
