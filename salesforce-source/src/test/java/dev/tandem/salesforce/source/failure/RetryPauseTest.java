/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPauseTest {
    private final RetryPause pause = new RetryPause();

    @Test
    void doublesUpToFiveMinutes() {
        assertThat(pause.after(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pause.after(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(pause.after(1)).isEqualTo(Duration.ofSeconds(4));
        for (int failures = 0; failures < 20; failures++) {
            pause.after(1);
        }
        assertThat(pause.after(1)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void beginsAgainAfterProgress() {
        pause.after(1);
        pause.after(1);

        assertThat(pause.after(2)).isEqualTo(Duration.ofSeconds(1));
    }
}
