/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.clock;

import dev.tandem.plugin.golden.StatementFile;
import org.junit.jupiter.api.Test;

/** The statement that shows the difference of the clocks, as a file that a reader can open. */
class ClockStatementsTest {
    @Test
    void rendersClocks() {
        StatementFile.assertHolds("clocks.sql", ClockWatch.SHOW);
    }
}
