/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallSenderTest {
    @Test
    void keepsFirstFailureOfSeveralCallsAndNotesOthersOnIt() {
        RuntimeException defect = new IllegalStateException("a defect");
        RuntimeException rejection = new IllegalArgumentException("a rejection");

        RuntimeException failure = CallSender.first(CallSender.first(null, defect), rejection);

        assertThat(failure).isSameAs(defect);
        assertThat(failure.getSuppressed()).containsExactly(rejection);
    }
}
