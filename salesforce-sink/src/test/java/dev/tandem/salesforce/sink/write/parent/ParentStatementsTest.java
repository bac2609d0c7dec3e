/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.parent;

import static dev.tandem.salesforce.sink.AccountExample.PARENT;
import static dev.tandem.salesforce.sink.AccountExample.TABLE;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.salesforce.sink.table.ParentLink;
import org.junit.jupiter.api.Test;

/** The statements about rows that refer to others, as files that a reader can open. */
class ParentStatementsTest {
    private static final ParentLink REQUIRED =
            new ParentLink(PARENT.column(), PARENT.reference(), PARENT.parent(), true);

    @Test
    void rendersSearchesForParents() {
        StatementFile.assertHolds("parents-resolvable.sql", ParentStatements.resolvable(TABLE, PARENT, TABLE, 1_000));
        StatementFile.assertHolds("parents-resolve.sql", ParentStatements.resolve(TABLE, PARENT, TABLE));
        StatementFile.assertHolds("parents-waiting.sql", ParentStatements.waiting(TABLE, PARENT, TABLE, false));
        StatementFile.assertHolds(
                "parents-waiting-required.sql", ParentStatements.waiting(TABLE, REQUIRED, TABLE, false));
        StatementFile.assertHolds(
                "parents-waiting-forever.sql", ParentStatements.waiting(TABLE, REQUIRED, TABLE, true));
        StatementFile.assertHolds("parents-waiting-no-table.sql", ParentStatements.waiting(TABLE, PARENT, null, true));
    }

    @Test
    void rendersSearchesForDeadReferences() {
        StatementFile.assertHolds("references-now.sql", ParentStatements.NOW);
        StatementFile.assertHolds("references-unconfirmed.sql", ParentStatements.UNCONFIRMED);
        StatementFile.assertHolds("references-deleted-lately.sql", ParentStatements.DELETED_LATELY);
        StatementFile.assertHolds("references-to-deleted.sql", ParentStatements.recordsThatName(TABLE, "ParentId"));
    }

    @Test
    void rendersSearchesForReferrersOfDeletedRows() {
        StatementFile.assertHolds("referrers-deletes.sql", ParentStatements.DELETES);
        StatementFile.assertHolds("referrers-of-deleted.sql", ParentStatements.referred(TABLE, TABLE, "ParentId"));
    }
}
