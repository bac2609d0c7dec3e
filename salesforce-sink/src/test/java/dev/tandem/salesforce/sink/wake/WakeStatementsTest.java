/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import dev.tandem.plugin.golden.StatementFile;
import org.junit.jupiter.api.Test;

/** The statements that wait for local edits, as files that a reader can open. */
class WakeStatementsTest {
    @Test
    void rendersListen() {
        StatementFile.assertHolds("listen.sql", NotificationListener.LISTEN);
    }

    @Test
    void rendersReadOfSlot() {
        StatementFile.assertHolds("replication-slot.sql", SlotWatch.READ);
    }
}
