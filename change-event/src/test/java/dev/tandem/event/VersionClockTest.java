/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionClockTest {
    @Test
    void issuesCommitTimeIfLater() {
        assertThat(new VersionClock(5).next(100)).isEqualTo(100);
    }

    @Test
    void risesStrictlyEvenIfCommitTimesFall() {
        VersionClock clock = new VersionClock(100);

        assertThat(clock.next(100)).isEqualTo(101);
        assertThat(clock.next(7)).isEqualTo(102);
        assertThat(clock.last()).isEqualTo(102);
    }
}
