/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.source.offset.SignalPosition;
import org.junit.jupiter.api.Test;

class FormerAnswersTest {
    private static final SignalPosition FORMER = SignalPosition.parse("0:50");
    private static final SignalPosition CURRENT = SignalPosition.parse("0:4");

    private final FormerAnswers former = new FormerAnswers();

    @Test
    void distrustsOnlyPositionsPastTheEnd() {
        assertThat(former.next("Quiet", FORMER, 0, 4)).isEmpty();
        assertThat(former.next("Busy", CURRENT, 0, 4)).contains(4L);

        assertThat(former.take("Quiet", FORMER, 0, 2)).isTrue();
        assertThat(former.take("Busy", CURRENT, 0, 2))
                .as("it has answered this signal")
                .isFalse();
    }

    @Test
    void trustsThePositionAfterTheFirstAnswer() {
        former.add("Quiet", 0);

        assertThat(former.take("quiet", FORMER, 0, 2)).isTrue();
        SignalPosition answered = FORMER.after(0, 2);

        assertThat(former.take("Quiet", answered, 0, 2)).isFalse();
        assertThat(former.take("Quiet", answered, 0, 3)).isTrue();
    }
}
