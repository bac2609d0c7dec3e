/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.conflict.ConflictLog;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.InsertRule;
import dev.tandem.postgres.sink.plan.OffsetCheck;
import dev.tandem.postgres.sink.plan.RowExpectation;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowRule;
import dev.tandem.postgres.sink.plan.RowState;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.TablePlan;
import dev.tandem.postgres.sink.plan.TableTombstones;
import dev.tandem.postgres.sink.plan.VersionRule;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.sql.ColumnArrays;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TargetColumns;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * A writer of one table's changes inside the caller's transaction, in a fixed small number of statements whatever the mix of
 * operations and fields: {@link #plan} reads and decides, {@link PlannedTable#encode} prepares the parameters, {@link
 * PlannedTable#write} runs the statements. {@link TableStatements} and {@link TombstoneStatements} make their texts, which are files
 * of {@code src/test/resources/statements}: {@code tombstones-delete.sql}, {@code delete.sql}, {@code tombstones-insert.sql} and,
 * with {@link UpsertRunner}, {@code update.sql} and {@code insert.sql}.
 */
final class TableWriter {
    private final StatementRunner runner;
    private final TargetColumns columns;
    private final RowEncoder encoder;
    private final TableStatements statements;
    private final TombstoneStatements tombstones;
    private final RowStateReader reader;
    private final RowRule rule;
    private final UpsertRunner upserts;
    private final SkippedRows skippedRows;
    private final RowExpectation expectation;
    private final ConflictLog conflictLog;

    TableWriter(
            Connection connection,
            WriteContext context,
            TableCache.CachedTable cached,
            TableChanges changes,
            InsertRace race) {
        WriteSettings settings = context.settings();
        this.runner = new StatementRunner(connection);
        this.columns = new TargetColumns(cached.table(), changes, settings.layout());
        this.encoder = new RowEncoder(columns, settings.nulRule());
        this.statements = new TableStatements(columns, settings.guard(), cached.scope(), settings.layout());
        this.tombstones = new TombstoneStatements(columns);
        this.reader = new RowStateReader(runner, encoder, statements);
        this.rule = rule(settings);
        this.upserts = new UpsertRunner(
                runner, statements, settings.insertMode(), race, columns.table().isVersioned(), context.encoder());
        this.skippedRows = new SkippedRows(runner, statements, encoder, settings.insertMode());
        this.expectation = cached.expectation();
        this.conflictLog = context.conflictLog();
    }

    private RowRule rule(WriteSettings settings) {
        if (!settings.insertMode().updates()) {
            return new InsertRule(settings.guard());
        }
        return columns.tracksFields() ? columns.fieldRule(settings.guard()) : new VersionRule(settings.guard());
    }

    /** Reads what it needs to know about the rows of all or some of the changes, and decides what to do with each. */
    PlannedTable plan(TableChanges changes) throws SQLException {
        List<RowHistory> histories = reader.mergeSameRows(changes, changes.inLockOrder());
        List<RowHistory> fresh = withoutStale(histories);
        TableTombstones known = fresh.isEmpty() ? TableTombstones.NONE : reader.lookAtTable();
        boolean locked = columns.tracksOrigins() || known.overtake(fresh) || TablePlan.needsLocks(fresh, rule);
        Map<Integer, RowState> states = reader.read(fresh, known, locked);
        // Before the writes, while the losers are still there.
        long conflicts = columns.tracksOrigins() ? conflictLog.log(runner, encoder, fresh, states, rule) : 0;
        TablePlan plan = TablePlan.of(fresh, states, locked, expectation.newRows(), rule);
        return new Planned(this, changes, histories, plan, parts(plan.updates()), parts(plan.inserts()), conflicts);
    }

    /** During a replay, when most rows are stale, drops the stale ones first. */
    List<RowHistory> withoutStale(List<RowHistory> rows) throws SQLException {
        boolean isReplay = expectation.staleRows() && columns.table().isVersioned() && !columns.tracksOrigins();
        return isReplay ? reader.withoutStale(rows) : rows;
    }

    /** Returns whether one UPDATE or INSERT may write a row that was not read, whatever its state. */
    boolean mayWriteUnread(RowHistory history) {
        return upserts.mode().updates() && rule.isUnconditional(history);
    }

    boolean expectsRow(RowHistory history) {
        return TablePlan.expectsRow(history.last(), expectation.newRows());
    }

    /** Returns the rows of an UPDATE or INSERT in parts, which are not encoded yet. */
    UpsertParts parts(List<RowWrite> writes) {
        return new UpsertParts(encoder, writes);
    }

    RowStateReader reader() {
        return reader;
    }

    UpsertRunner upserts() {
        return upserts;
    }

    RowExpectation expectation() {
        return expectation;
    }

    /**
     * The writes that are decided.
     *
     * @param histories all rows of the changes, those with nothing new included
     * @param conflicts the number of losing values that were logged
     */
    private record Planned(
            TableWriter table,
            TableChanges changes,
            List<RowHistory> histories,
            TablePlan plan,
            UpsertParts updates,
            UpsertParts inserts,
            long conflicts)
            implements PlannedTable {
        @Override
        public void encode() {
            updates.encode();
            inserts.encode();
        }

        @Override
        public WriteResult write(OffsetCheck offsets) throws SQLException {
            table.deleteTombstones(plan.undeleted());
            WriteResult deleted = table.delete(plan);
            WriteResult upserted = table.upserts.updateOrInsert(updates).plus(table.upserts.insertOrUpdate(inserts));
            long skipped = table.skippedRows.among(updates, inserts, upserted)
                    + table.skippedRows.among(plan.deletedForGood(), deleted.deleted());
            long written = upserted.inserted() + upserted.updated() + deleted.deleted();
            long stale = Math.max(0, histories.size() - written - skipped);
            table.expectation.observe(upserted.inserted(), upserted.updated(), stale);
            WriteResult result = upserted.plus(deleted).plus(new WriteResult(0, 0, 0, stale, 0, conflicts, skipped, 0));
            return offsets.isDue(changes, stale) && table.columns.table().isVersioned()
                    ? result.withUnordered(offsets.noteOvertaken(histories, table.reader.lockAndReadRows(histories)))
                    : result;
        }
    }

    private void deleteTombstones(List<RowWrite> undeleted) throws SQLException {
        if (!undeleted.isEmpty()) {
            ColumnArrays keys =
                    encoder.keys(undeleted.stream().map(RowWrite::last).toList());
            runner.update(tombstones.delete(keys));
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
        ColumnArrays source = encoder.keysAndVersions(deletes);
        long deleted = runner.update(statements.delete(source));
        List<RowWrite> replaced = plan.replaced();
        // The deletes that met no row may all be of rows to replace.
        long kept = skippedRows.among(replaced, deleted - (deletes.size() - replaced.size()));
        long gone = columns.table().isVersioned()
                ? bury(plan.deletedForGood(), deletes.size(), source)
                : Math.max(0, deleted - (replaced.size() - kept));
        return new WriteResult(0, 0, gone, 0, 0, 0, kept, 0);
    }

    /** Leaves tombstones of deleted rows, and returns how many are new. The source has all rows that were deleted. */
    private long bury(List<RowWrite> gone, int all, ColumnArrays source) throws SQLException {
        if (gone.isEmpty()) {
            return 0;
        }
        return runner.update(tombstones.insert(gone.size() == all ? source : encoder.keysAndVersions(gone)));
    }
}
