/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.pending;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.postgres.session.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statements that measure how long edits have been pending, as files that a reader can open. */
class PendingStatementsTest {
    @Test
    void rendersStatements() {
        StatementFile.assertHolds("pending-exists.sql", PendingReader.EXIST);
        StatementFile.assertHolds("pending-tables.sql", PendingReader.FIND);
        StatementFile.assertHolds(
                "pending-oldest.sql", PendingReader.read(List.of(new TableId("salesforce", "Account"))));
    }
}
