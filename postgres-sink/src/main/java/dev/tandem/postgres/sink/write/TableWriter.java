/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.batch.BatchPlan;
import dev.tandem.postgres.sink.batch.OffsetCheck;
import dev.tandem.postgres.sink.batch.RowExpectation;
import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowRule;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.batch.VersionRule;
import dev.tandem.postgres.sink.conflict.ConflictLog;
import dev.tandem.postgres.sink.pipeline.StatementPipeline;
import dev.tandem.postgres.sink.pipeline.StatementRunner;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.sql.BatchRows;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.Rows;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies one table's part of a batch inside the caller's transaction, in a fixed small number of statements whatever the mix
 * of operations and fields. The steps: read the rows' states, log conflicts, let a {@link RowRule} decide, run the statements of
 * {@link TableStatements} (where one is shown) and {@link TombstoneStatements}.
 */
final class TableWriter {
    private final StatementRunner runner;
    private final StatementPipeline pipeline;
    private final BatchRows rows;
    private final TableStatements statements;
    private final TombstoneStatements tombstones;
    private final RowStateReader reader;
    private final RowRule rule;
    private final TableBatch batch;
    private final WriteSettings settings;
    private final RowExpectation expectation;
    private final ConflictLog conflictLog;
    /** The changes of rows that the batch creates or reads. */
    private final Set<Change> behindCreate = Collections.newSetFromMap(new IdentityHashMap<>());

    TableWriter(
            Connection connection,
            StatementPipeline pipeline,
            TableCache.CachedTable cached,
            TableBatch batch,
            WriteSettings settings,
            ConflictLog conflictLog) {
        this.runner = new StatementRunner(connection);
        this.pipeline = pipeline;
        this.rows = new BatchRows(cached.table(), batch, settings.nulRule(), settings.layout());
        this.statements = new TableStatements(rows, settings.guard(), settings.layout());
        this.tombstones = new TombstoneStatements(rows);
        this.reader = new RowStateReader(connection, rows, statements);
        this.rule = rows.tracksFields() && !cached.isTwoWay()
                ? rows.fieldRule(settings.guard())
                : new VersionRule(settings.guard());
        this.batch = batch;
        this.settings = settings;
        this.expectation = cached.expectation();
        this.conflictLog = conflictLog;
    }

    /** @param offsets the check of changes whose versions are offsets */
    WriteResult write(InsertRace race, OffsetCheck offsets) throws SQLException {
        List<RowHistory> all = reader.identified(batch, batch.inLockOrder());
        WriteResult result = writeRows(all, race);
        if (!rows.table().isVersioned() || !offsets.isDue(batch, result.stale())) {
            return result;
        }
        return result.withUnordered(offsets.check(all, reader.states(all, true)));
    }

    private WriteResult writeRows(List<RowHistory> all, InsertRace race) throws SQLException {
        boolean replay = expectation.staleRows() && rows.table().isVersioned() && !rows.tracksOrigins();
        List<RowHistory> histories = replay ? reader.withoutStale(all) : all;
        if (histories.isEmpty()) {
            return new WriteResult(0, 0, 0, all.size(), 0, 0, 0);
        }
        histories.stream().filter(history -> history.changes().size() > 1).forEach(this::noteUpdatesBehindCreate);
        boolean locked = rows.tracksOrigins() || BatchPlan.needsLocks(histories, rule);
        Map<Integer, RowState> states = reader.states(histories, locked);
        // Before the writes, while the losers are still there.
        long conflicts = rows.tracksOrigins() ? conflictLog.log(runner, rows, histories, states, rule) : 0;
        BatchPlan plan = BatchPlan.of(histories, states, locked, expectation.newRows(), rule);
        return runStatements(plan, race, all.size(), conflicts);
    }

    private WriteResult runStatements(BatchPlan plan, InsertRace race, int changedRows, long conflicts)
            throws SQLException {
        if (!plan.undeleted().isEmpty()) {
            Rows keys =
                    rows.keysOf(plan.undeleted().stream().map(RowWrite::last).toList());
            runner.update(tombstones.delete(keys), keys);
        }
        long deleted = delete(plan.deletes());
        WriteResult updates = updateOrInsert(plan.updates(), race);
        WriteResult inserts = insertOrUpdate(plan.inserts(), race);
        long inserted = inserts.inserted() + updates.inserted();
        long updated = inserts.updated() + updates.updated();
        long missing = updates.updateMissing() + inserts.updateMissing();
        long stale = changedRows - inserted - updated - deleted;
        expectation.observe(inserted, updated, stale);
        return new WriteResult(inserted, updated, deleted, stale, missing, conflicts, 0);
    }

    /** Updates rows that are expected to exist, and inserts those that turn out to be missing. */
    private WriteResult updateOrInsert(List<RowWrite> writes, InsertRace race) throws SQLException {
        if (writes.isEmpty()) {
            return WriteResult.NONE;
        }
        UpsertParts parts = new UpsertParts(rows, writes);
        long updated = settings.insertMode().updates() ? update(parts) : 0;
        long missing = 0;
        long inserted = 0;
        if (updated < parts.size() && settings.insertMode().inserts()) {
            List<RowWrite> changes = ofUpdates(writes);
            // Of a mix, the updates first, so that they are counted.
            missing = changes.isEmpty() || changes.size() == writes.size()
                    ? 0
                    : insert(new UpsertParts(rows, changes), race);
            inserted = missing + insert(parts, race);
            missing = changes.size() == writes.size() ? inserted : missing;
            if (updated + inserted < parts.size() && settings.insertMode().updates()) {
                // A row that came into being between the two statements was seen by neither.
                updated += update(parts);
            }
        }
        return WriteResult.of(inserted, updated, missing);
    }

    /** Returns the writes of updates alone, which could create a missing row only from the fields that they carry. */
    private List<RowWrite> ofUpdates(List<RowWrite> writes) {
        return writes.stream()
                .filter(write -> write.last().operation() == Operation.UPDATE && !behindCreate.contains(write.last()))
                .toList();
    }

    private void noteUpdatesBehindCreate(RowHistory history) {
        if (history.changes().stream().anyMatch(change -> change.operation() != Operation.UPDATE)) {
            behindCreate.addAll(history.changes());
        }
    }

    /** Inserts rows that are expected to be new, and updates those that turn out to exist. */
    private WriteResult insertOrUpdate(List<RowWrite> writes, InsertRace race) throws SQLException {
        if (writes.isEmpty()) {
            return WriteResult.NONE;
        }
        UpsertParts parts = new UpsertParts(rows, writes);
        long inserted = settings.insertMode().inserts() ? insert(parts, race) : 0;
        boolean rest = inserted < parts.size() && settings.insertMode().updates();
        long missing = Math.min(inserted, ofUpdates(writes).size());
        return WriteResult.of(inserted, rest ? update(parts) : 0, missing);
    }

    private long update(UpsertParts parts) throws SQLException {
        return pipeline.execute(
                runner, first -> statements.update(first, parts.positions(), parts.mask()), parts.iterator());
    }

    private long insert(UpsertParts parts, InsertRace race) throws SQLException {
        return pipeline.execute(
                runner, first -> statements.insert(first, parts.positions(), parts.mask(), race), parts.iterator());
    }

    /** Deletes rows, which leave tombstones unless they are inserted again; returns how many are gone for good. */
    private long delete(List<RowWrite> writes) throws SQLException {
        if (writes.isEmpty()) {
            return 0;
        }
        Rows source = rows.keysAndVersions(writes);
        long deleted = runner.update(statements.delete(source), source);
        List<RowWrite> gone = writes.stream()
                .filter(write -> write.action() == RowWrite.Action.DELETE)
                .toList();
        if (gone.isEmpty()) {
            return 0;
        }
        if (!rows.table().isVersioned()) {
            return deleted - (writes.size() - gone.size());
        }
        Rows buried = gone.size() == writes.size() ? source : rows.keysAndVersions(gone);
        return runner.update(tombstones.insert(buried), buried);
    }
}
