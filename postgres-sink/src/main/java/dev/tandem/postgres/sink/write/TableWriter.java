/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.BatchPlan;
import dev.tandem.postgres.sink.batch.InsertRule;
import dev.tandem.postgres.sink.batch.OffsetCheck;
import dev.tandem.postgres.sink.batch.RowExpectation;
import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowRule;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.batch.VersionRule;
import dev.tandem.postgres.sink.batch.WriteResult;
import dev.tandem.postgres.sink.conflict.ConflictLog;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.sql.BatchColumns;
import dev.tandem.postgres.sink.sql.ColumnArrays;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Applies one table's part of a batch inside the caller's transaction, in a fixed small number of statements whatever the mix of
 * operations and fields: {@link #plan} reads and decides, {@link #encode} prepares the parameters, {@link #write} runs the
 * statements. {@link TableStatements} and {@link TombstoneStatements} make their texts, which are files of {@code
 * src/test/resources/statements}: {@code tombstones-delete.sql}, {@code delete.sql}, {@code tombstones-insert.sql} and, with {@link
 * UpsertRunner}, {@code update.sql} and {@code insert.sql}.
 *
 * <p><b>Threads.</b> One thread at a time, except that {@link #encode} may run while another thread is in {@link #write}.
 */
class TableWriter {
    final TableBatch batch;
    final RowEncoder encoder;
    final RowStateReader reader;
    final RowRule rule;
    final RowExpectation expectation;
    final UpsertRunner upserts;

    UpsertParts updates;
    UpsertParts inserts;

    private final StatementRunner runner;
    private final BatchColumns columns;
    private final TableStatements statements;
    private final TombstoneStatements tombstones;
    private final ConflictLog conflictLog;

    private List<RowHistory> histories;
    private BatchPlan plan;
    private long conflicts;

    TableWriter(
            Connection connection,
            WriteContext context,
            TableCache.CachedTable cached,
            TableBatch batch,
            InsertRace race) {
        WriteSettings settings = context.settings();
        this.batch = batch;
        this.runner = new StatementRunner(connection);
        this.columns = new BatchColumns(cached.table(), batch, settings.layout());
        this.encoder = new RowEncoder(columns, settings.nulRule());
        this.statements = new TableStatements(columns, settings.guard(), cached.updateScope(), settings.layout());
        this.tombstones = new TombstoneStatements(columns);
        this.reader = new RowStateReader(runner, encoder, statements);
        this.rule = rule(settings);
        this.upserts = new UpsertRunner(
                runner, statements, settings.insertMode(), race, columns.table().isVersioned(), context.encoder());
        this.expectation = cached.expectation();
        this.conflictLog = context.conflictLog();
    }

    private RowRule rule(WriteSettings settings) {
        if (!settings.insertMode().updates()) {
            return new InsertRule(settings.guard());
        }
        return columns.tracksFields() ? columns.fieldRule(settings.guard()) : new VersionRule(settings.guard());
    }

    final TableBatch batch() {
        return batch;
    }

    /** Reads what it needs to know about the rows, and decides what to do with each. */
    void plan() throws SQLException {
        plan(batch);
    }

    /** @param changes the batch, or a part of it */
    final void plan(TableBatch changes) throws SQLException {
        histories = reader.identified(changes, changes.inLockOrder());
        List<RowHistory> fresh = withoutStale(histories);
        boolean locked = columns.tracksOrigins() || BatchPlan.needsLocks(fresh, rule);
        Map<Integer, RowState> states = locked ? reader.lockAndReadRows(fresh) : reader.readTombstones(fresh);
        if (columns.tracksOrigins()) {
            // Before the writes, while the losers are still there.
            conflicts = conflictLog.log(runner, encoder, fresh, states, rule);
        }
        plan = BatchPlan.of(fresh, states, locked, expectation.newRows(), rule);
        updates = new UpsertParts(encoder, plan.updates());
        inserts = new UpsertParts(encoder, plan.inserts());
    }

    /** Leaves out the rows for which nothing is new, if most are expected to be such: as in a replay. */
    final List<RowHistory> withoutStale(List<RowHistory> rows) throws SQLException {
        boolean isReplay = expectation.staleRows() && columns.table().isVersioned() && !columns.tracksOrigins();
        return isReplay ? reader.withoutStale(rows) : rows;
    }

    /** Encodes the rows that the plan writes. A failure waits for {@link #write}. */
    final void encode() {
        updates.encode();
        inserts.encode();
    }

    /**
     * Runs the statements of the plan.
     *
     * @param offsets the check of changes whose versions are offsets
     */
    WriteResult write(OffsetCheck offsets) throws SQLException {
        deleteTombstones();
        long deleted = delete();
        WriteResult upserted = upserts.updateOrInsert(updates).plus(upserts.insertOrUpdate(inserts));
        long stale = histories.size() - upserted.inserted() - upserted.updated() - deleted;
        expectation.observe(upserted.inserted(), upserted.updated(), stale);
        WriteResult result = upserted.plus(new WriteResult(0, 0, deleted, stale, 0, conflicts, 0));
        return offsets.isDue(batch, stale) && columns.table().isVersioned()
                ? result.withUnordered(offsets.noteOvertaken(histories, reader.lockAndReadRows(histories)))
                : result;
    }

    private void deleteTombstones() throws SQLException {
        List<RowWrite> undeleted = plan.undeleted();
        if (!undeleted.isEmpty()) {
            ColumnArrays keys =
                    encoder.keys(undeleted.stream().map(RowWrite::last).toList());
            runner.update(tombstones.delete(keys));
        }
    }

    /** Deletes rows, which leave tombstones unless they are inserted again; returns how many are gone for good. */
    private long delete() throws SQLException {
        List<RowWrite> deletes = plan.deletes();
        if (deletes.isEmpty()) {
            return 0;
        }
        ColumnArrays source = encoder.keysAndVersions(deletes);
        long deleted = runner.update(statements.delete(source));
        List<RowWrite> gone = deletes.stream()
                .filter(write -> write.action() == RowWrite.Action.DELETE)
                .toList();
        if (gone.isEmpty()) {
            return 0;
        }
        if (!columns.table().isVersioned()) {
            return deleted - (deletes.size() - gone.size());
        }
        ColumnArrays buried = gone.size() == deletes.size() ? source : encoder.keysAndVersions(gone);
        return runner.update(tombstones.insert(buried));
    }
}
