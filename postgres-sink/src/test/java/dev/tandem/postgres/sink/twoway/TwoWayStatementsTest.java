/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.state.TableShape;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The statements that look at two-way tables, as files that a reader can open. */
class TwoWayStatementsTest {
    private static final TableShape ACCOUNT =
            new TableShape(new TableId("salesforce", "Account"), Map.of("id", "integer"), "sfid", Map.of());

    @Test
    void rendersLooksAtRows() {
        StatementFile.assertHolds("two-way-lock.sql", TwoWayStatements.lock(ACCOUNT));
        StatementFile.assertHolds("two-way-find.sql", TwoWayStatements.find(ACCOUNT));
        StatementFile.assertHolds("two-way-find-free.sql", TwoWayStatements.find(ACCOUNT) + TwoWayStatements.FREE);
        StatementFile.assertHolds("two-way-older.sql", TwoWayStatements.older(ACCOUNT.id(), ACCOUNT.recordIdColumn()));
        StatementFile.assertHolds("two-way-tombstones.sql", TwoWayStatements.TOMBSTONES);
        StatementFile.assertHolds("two-way-columns.sql", TwoWayStatements.COLUMNS);
        StatementFile.assertHolds("two-way-exist.sql", TwoWayStatements.EXIST);
        StatementFile.assertHolds("two-way-record-id.sql", TwoWayStatements.RECORD_ID);
    }
}
