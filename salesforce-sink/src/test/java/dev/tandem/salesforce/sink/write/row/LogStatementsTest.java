/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.postgres.session.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The statements that begin transactions and log writes, as files that a reader can open. */
class LogStatementsTest {
    @Test
    void rendersTransactions() {
        StatementFile.assertHolds("session-begin.sql", Session.beginning(Duration.ofSeconds(1)));
    }

    @Test
    void rendersLogs() {
        StatementFile.assertHolds("write-log.sql", RowTransactions.LOG);
        StatementFile.assertHolds("write-log-trouble.sql", TroubleLog.INSERT);
        StatementFile.assertHolds("write-log-waiting.sql", TroubleLog.INSERT_WAITING);
    }
}
