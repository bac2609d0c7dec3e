/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proves that every part of the protocol is needed, and that the schedules of {@link ProtocolTest} would notice its absence. */
class MendTest {
    private static final int SCHEDULES = 5_000;

    @ParameterizedTest
    @EnumSource
    void findsScheduleThatFailsWithoutIt(Mend mend) {
        Mode mode = mend.mode();

        assertThat(new Schedules(mode, mode.options(), mend::leftOut).firstBroken(mend.firstSeed(), SCHEDULES))
                .isPresent();
    }

    @Test
    void findsScheduleThatFailsWhenReadsAreLate() {
        Mode mode = Mode.UPDATES_READS_GAPS;
        Options options = mode.options().with(late -> late.readsInPlace = false);

        assertThat(new Schedules(mode, options, Decisions::new).firstBroken(0, SCHEDULES))
                .isPresent();
    }
}
