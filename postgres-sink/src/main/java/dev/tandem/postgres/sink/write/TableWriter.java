/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.plan.OffsetVersionCheck;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowStates;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TablePlan;
import dev.tandem.postgres.sink.plan.TableTombstones;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.sql.ColumnArrays;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import java.sql.SQLException;
import java.util.List;

/**
 * A writer of one table's changes inside the caller's transaction, in a fixed small number of statements whatever the mix of
 * operations and fields. {@link TableStatements} and {@link TombstoneStatements} make their texts, which are files of {@code
 * src/test/resources/statements}: {@code tombstones-delete.sql}, {@code delete.sql}, {@code tombstones-insert.sql} and, with {@link
 * UpsertRunner}, {@code update.sql} and {@code insert.sql}.
 */
final class TableWriter {
    private final OpenTable table;
    private final TombstoneStatements tombstones;
    private final SkippedRows skippedRows;

    TableWriter(OpenTable table) {
        this.table = table;
        this.tombstones = new TombstoneStatements(table.columns());
        this.skippedRows = new SkippedRows(
                table.runner(),
                table.statements(),
                table.encoder(),
                table.upserts().mode());
    }

    /**
     * Reads what must be known of the rows, decides what becomes of each, and writes them.
     *
     * @param offsets the check of changes whose versions are offsets
     */
    WriteResult write(OffsetVersionCheck offsets) throws SQLException {
        List<RowHistory> rows = table.findRows();
        List<RowHistory> fresh = table.dropStale(rows);
        RowStates states = readStates(fresh);
        // Before the writes, while the losers are still there.
        long conflicts = logConflicts(fresh, states);
        TablePlan plan = TablePlan.of(fresh, states, table.expectation(), table.rule());
        WriteResult result = write(plan, rows.size());
        table.expectation().observe(result.inserted(), result.updated(), result.stale());
        return result.withConflicts(conflicts).withUnordered(countUnordered(rows, result.stale(), offsets));
    }

    /** Reads the tombstones of the rows, and locks and reads those rows themselves that their writes depend on. */
    private RowStates readStates(List<RowHistory> rows) throws SQLException {
        if (rows.isEmpty()) {
            return RowStates.NONE;
        }
        TableTombstones known = table.reader().lookAtTable();
        boolean dependsOnAll = table.columns().tracksOrigins()
                || known.overtakeAny(rows)
                || table.statements().insertsWithoutLook();
        return dependsOnAll
                ? table.reader().lockRows(rows, known)
                : table.reader().lockSome(rows, TablePlan.rowsToLock(rows, table.expectation(), table.rule()), known);
    }

    /** Keeps the values that lose to those of another origin, and returns how many they are. */
    private long logConflicts(List<RowHistory> rows, RowStates states) throws SQLException {
        if (!table.columns().tracksOrigins()) {
            return 0;
        }
        return table.transaction()
                .context()
                .conflictLog()
                .log(table.runner(), table.encoder(), rows, states, table.rule());
    }

    /** Runs the statements of a plan, made for so many rows. The task's thread may encode while the deletes run. */
    private WriteResult write(TablePlan plan, int rows) throws SQLException {
        UpsertParts updates = table.parts(plan.updates());
        UpsertParts inserts = table.parts(plan.inserts());
        UpsertParts.handOver(table.transaction().handoff(), updates, inserts);
        deleteTombstones(plan.undeleted());
        WriteResult deleted = delete(plan);
        WriteResult updated = table.upserts().updateOrInsert(updates);
        WriteResult upserted = updated.plus(table.upserts().insertOrUpdate(inserts));
        long skipped = skippedRows.among(updates, inserts, upserted)
                + skippedRows.among(plan.deletedForGood(), deleted.deleted());
        long written = upserted.inserted() + upserted.updated() + deleted.deleted();
        long stale = Math.max(0, rows - written - skipped);
        return upserted.plus(deleted).plus(WriteResult.unwritten(stale, skipped));
    }

    private void deleteTombstones(List<RowWrite> undeleted) throws SQLException {
        if (!undeleted.isEmpty()) {
            ColumnArrays keys =
                    table.encoder().keys(undeleted.stream().map(RowWrite::last).toList());
            table.runner().update(tombstones.delete(keys));
        }
    }

    /**
     * Deletes rows, which leave tombstones unless they are inserted again.
     *
     * @return the rows that are gone for good, and those that were to be inserted again but are still there
     */
    private WriteResult delete(TablePlan plan) throws SQLException {
        List<RowWrite> deletes = plan.deletes();
        if (deletes.isEmpty()) {
            return WriteResult.NONE;
        }
        ColumnArrays source = table.encoder().keysAndVersions(deletes);
        long deleted = table.runner().update(table.statements().delete(source));
        List<RowWrite> replaced = plan.replaced();
        // The deletes that met no row may all be of rows to replace.
        long kept = skippedRows.among(replaced, deleted - (deletes.size() - replaced.size()));
        long gone = isVersioned()
                ? bury(plan.deletedForGood(), deletes.size(), source)
                : Math.max(0, deleted - (replaced.size() - kept));
        return WriteResult.deleted(gone, kept);
    }

    /** Leaves tombstones of deleted rows, and returns how many are new. The source has all rows that were deleted. */
    private long bury(List<RowWrite> gone, int all, ColumnArrays source) throws SQLException {
        if (gone.isEmpty()) {
            return 0;
        }
        ColumnArrays buried = gone.size() == all ? source : table.encoder().keysAndVersions(gone);
        return table.runner().update(tombstones.insert(buried));
    }

    /** Counts the rows whose changes seem old although they are new, if offsets may have misled the guard. */
    private long countUnordered(List<RowHistory> rows, long stale, OffsetVersionCheck offsets) throws SQLException {
        if (!offsets.isDue(table.changes(), stale) || !isVersioned()) {
            return 0;
        }
        RowStates states = table.reader().lockRows(rows, table.reader().lookAtTable());
        return offsets.noteOvertaken(rows, states);
    }

    private boolean isVersioned() {
        return table.columns().table().isVersioned();
    }
}
