/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.signal;

import dev.tandem.plugin.golden.StatementFile;
import org.junit.jupiter.api.Test;

/** The statements that take signals, as files that a reader can open. */
class SignalStatementsTest {
    @Test
    void rendersSignals() {
        StatementFile.assertHolds("signals-exist.sql", SignalTables.EXIST);
        StatementFile.assertHolds("signals-take.sql", SignalForwarder.TAKE);
    }

    @Test
    void rendersSignalsThatTravelThroughSlot() {
        StatementFile.assertHolds("signals-find.sql", SlotSignals.FIND);
        StatementFile.assertHolds("signals-delete.sql", SlotSignals.DELETE);
        StatementFile.assertHolds("signals-repeat.sql", SlotSignals.REPEAT);
    }
}
