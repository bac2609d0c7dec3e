/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.state.RowStore.Search;
import dev.tandem.twoway.state.TableShape.Field;
import dev.tandem.twoway.value.FieldKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The statements that read and write the rows of two-way tables, as files that a reader can open. */
class RowStatementsTest {
    private static final Map<String, Field> FIELDS = Map.of(
            "Name", new Field(FieldKind.TEXT, "text"),
            "Phone", new Field(FieldKind.TEXT, "text"),
            "Code", new Field(FieldKind.TEXT, "character varying(40)"));
    private static final RowSql ACCOUNT = new RowSql(
            new TableShape(new TableId("salesforce", "Account"), Map.of("_sync_key", "bigint"), "Id", FIELDS));
    private static final RowSql LINE = lines();

    private static RowSql lines() {
        Map<String, String> key = new LinkedHashMap<>();
        key.put("order", "uuid");
        key.put("line", "integer");
        return new RowSql(new TableShape(new TableId("salesforce", "Line__c"), key, "sfid", FIELDS));
    }

    @Test
    void rendersTransactions() {
        StatementFile.assertHolds("begin.sql", RowSql.begin(1_000));
        StatementFile.assertHolds("now.sql", RowSql.NOW);
    }

    @Test
    void rendersLocks() {
        StatementFile.assertHolds("lock.sql", ACCOUNT.lockByKey());
        StatementFile.assertHolds("lock-two-columns.sql", LINE.lockByKey());
        StatementFile.assertHolds("lock-pending.sql", ACCOUNT.lockPendingByKey());
        StatementFile.assertHolds("lock-requested.sql", ACCOUNT.lockRequestedByKey());
        StatementFile.assertHolds("lock-by-record-id.sql", ACCOUNT.lockByRecordId());
        StatementFile.assertHolds("lock-tombstones.sql", RowSql.lockTombstones());
    }

    @Test
    void rendersReadsWithoutLocks() {
        StatementFile.assertHolds("find.sql", ACCOUNT.findByKey());
        StatementFile.assertHolds("find-pending.sql", ACCOUNT.findPendingByKey());
        StatementFile.assertHolds("sizes.sql", ACCOUNT.sizes(List.of("Name")));
    }

    @Test
    void rendersWrites() {
        StatementFile.assertHolds("update.sql", ACCOUNT.update(List.of("Name", "Phone")));
        StatementFile.assertHolds("update-state.sql", ACCOUNT.update(List.of()));
        StatementFile.assertHolds("update-two-columns.sql", LINE.update(List.of("Code")));
        StatementFile.assertHolds("insert.sql", ACCOUNT.insert(List.of("Name", "Phone", "_sync_key")));
        StatementFile.assertHolds(
                "insert-unless-taken.sql", ACCOUNT.insertUnlessTaken(List.of("Name", "Phone", "_sync_key")));
        StatementFile.assertHolds("insertable-columns.sql", RowSql.INSERTABLE_COLUMNS);
        StatementFile.assertHolds("delete.sql", ACCOUNT.delete());
        StatementFile.assertHolds("wake-listeners.sql", RowSql.WAKE_LISTENERS);
    }

    @Test
    void rendersTombstones() {
        StatementFile.assertHolds("tombstone-upsert.sql", RowSql.upsertTombstone());
        StatementFile.assertHolds("tombstone-delete.sql", RowSql.deleteTombstone());
        StatementFile.assertHolds("tombstone-values.sql", RowSql.TOMBSTONE_VALUES);
    }

    @Test
    void rendersSweeps() {
        String pending = Search.PENDING.condition;

        StatementFile.assertHolds("sweep-first-page.sql", ACCOUNT.findPendingRows(pending, true));
        StatementFile.assertHolds("sweep-next-page.sql", ACCOUNT.findPendingRows(pending, false));
        StatementFile.assertHolds("sweep-next-page-two-columns.sql", LINE.findPendingRows(pending, false));
        StatementFile.assertHolds("sweep-tombstones.sql", RowSql.findPendingTombstones(pending));
        StatementFile.assertHolds(
                "sweep-waiting-tombstones.sql", RowSql.findPendingTombstones(Search.PENDING_OR_WAITING.condition));
        StatementFile.assertHolds(
                "sweep-waiting.sql", ACCOUNT.findPendingRows(Search.PENDING_OR_WAITING.condition, true));
        StatementFile.assertHolds("rows-of-request.sql", ACCOUNT.findPendingRows(RowSql.hasRequest(17), true));
    }

    @Test
    void rendersSearchForRequestsThatAreDue() {
        long now = 1_800_000_000_000_000L;

        StatementFile.assertHolds(
                "due.sql", ACCOUNT.findPendingRows(ACCOUNT.rowIsDue(now, 30_000_000, 120_000_000, 0), true));
        StatementFile.assertHolds(
                "due-tombstones.sql",
                RowSql.findPendingTombstones(RowSql.tombstoneIsDue(now, 30_000_000, 120_000_000, 0)));
    }

    @Test
    void rendersLogs() {
        StatementFile.assertHolds("signal.sql", Signals.INSERT);
        StatementFile.assertHolds("conflict.sql", LostValueLog.INSERT);
    }
}
