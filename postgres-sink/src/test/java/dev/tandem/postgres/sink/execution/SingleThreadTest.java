/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class SingleThreadTest {
    private static final String CONTEXT = "connector.context";

    @Test
    void logsUnderTheNameOfItsTask() throws Exception {
        MDC.put(CONTEXT, "[salesforce-to-postgres|task-1] ");
        try (SingleThread thread = new SingleThread("writer")) {
            MDC.remove(CONTEXT);

            assertThat(SingleThread.result(thread.submit(() -> MDC.get(CONTEXT))))
                    .isEqualTo("[salesforce-to-postgres|task-1] ");
        } finally {
            MDC.remove(CONTEXT);
        }
    }
}
