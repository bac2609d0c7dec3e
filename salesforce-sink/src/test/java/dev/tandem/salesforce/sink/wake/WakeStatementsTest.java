/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import dev.tandem.plugin.golden.StatementFile;
import org.junit.jupiter.api.Test;

/** The statement that waits for local edits, as a file that a reader can open. */
class WakeStatementsTest {
    @Test
    void rendersListen() {
        StatementFile.assertHolds("listen.sql", NotificationListener.LISTEN);
    }
}
