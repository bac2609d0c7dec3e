/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.BatchPlan;
import dev.tandem.postgres.sink.batch.InsertMode;
import dev.tandem.postgres.sink.batch.OffsetCheck;
import dev.tandem.postgres.sink.batch.RowExpectation;
import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowRule;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.batch.VersionRule;
import dev.tandem.postgres.sink.conflict.ConflictLog;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.sql.BatchRows;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.Rows;
import dev.tandem.postgres.sink.sql.Statement;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import dev.tandem.postgres.sink.sql.WrittenFields;
import dev.tandem.postgres.sink.twoway.RowClaims;
import dev.tandem.postgres.sink.twoway.TwoWayWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Applies one table's part of a batch inside the caller's transaction, in a fixed small number of statements whatever the mix of
 * operations and fields: {@link #plan} reads and decides, {@link #encode} prepares the parameters, {@link #write} runs the
 * statements. {@link TableStatements} and {@link TombstoneStatements} make their texts, which are files of {@code
 * src/test/resources/statements}: {@code tombstones-delete.sql}, {@code delete.sql}, {@code tombstones-insert.sql}, {@code
 * update.sql} and {@code insert.sql}, and variants of them.
 *
 * <p><b>Threads.</b> One thread at a time, except that {@link #encode} may run while another thread is in {@link #write}.
 */
final class TableWriter {
    private final Connection connection;
    private final WriteContext context;
    private final StatementRunner runner;
    private final Executor encoder;
    private final TableCache.CachedTable cached;
    private final TableBatch batch;
    private final BatchRows rows;
    private final TableStatements statements;
    private final TombstoneStatements tombstones;
    private final RowStateReader reader;
    private final RowRule rule;
    private final InsertMode mode;
    private final InsertRace race;
    private final RowExpectation expectation;
    private final ConflictLog conflictLog;

    private List<RowHistory> histories;
    private BatchPlan plan;
    private UpsertRows updates;
    private UpsertRows inserts;
    private long conflicts;
    private WriteResult ruled = WriteResult.NONE;
    /** Null where all rows are looked at before they are written. */
    private WithoutLook withoutLook;

    /**
     * The rows of a two-way table, divided.
     *
     * @param resting rows that are updated without a look at their state
     * @param others rows that are looked at
     * @param stale the number of rows for which nothing is new
     */
    private record WithoutLook(List<RowHistory> resting, List<RowHistory> others, long stale) {}

    TableWriter(
            Connection connection,
            WriteContext context,
            TableCache.CachedTable cached,
            TableBatch batch,
            InsertRace race,
            ConflictLog conflictLog) {
        WriteSettings settings = context.settings();
        this.connection = connection;
        this.context = context;
        this.runner = new StatementRunner(connection);
        this.encoder = context.encoder();
        this.cached = cached;
        this.batch = batch;
        this.rows = new BatchRows(cached.table(), batch, settings.nulRule(), settings.layout());
        this.statements = new TableStatements(rows, settings.guard(), settings.layout());
        this.tombstones = new TombstoneStatements(rows);
        this.reader = new RowStateReader(runner, rows, statements);
        this.rule = rows.tracksFields() ? rows.fieldRule(settings.guard()) : new VersionRule(settings.guard());
        this.mode = settings.insertMode();
        this.race = race;
        this.expectation = cached.expectation();
        this.conflictLog = conflictLog;
    }

    /**
     * Reads what it needs to know about the rows, and decides what to do with each. In two-way tables, rows with edits under way
     * are already written here.
     */
    void plan() throws SQLException {
        if (!cached.isTwoWay()) {
            planRows(batch);
        } else if (!planWithoutLook()) {
            planRows(writeByRules(batch));
        }
    }

    private void planRows(TableBatch changes) throws SQLException {
        histories = reader.identified(changes, changes.inLockOrder());
        List<RowHistory> fresh = isReplay() ? reader.withoutStale(histories) : histories;
        boolean locked = rows.tracksOrigins() || BatchPlan.needsLocks(fresh, rule);
        Map<Integer, RowState> states = reader.states(fresh, locked);
        if (rows.tracksOrigins()) {
            // Before the writes, while the losers are still there.
            conflicts = conflictLog.log(runner, rows, fresh, states, rule);
        }
        plan = BatchPlan.of(fresh, states, locked, expectation.newRows(), rule);
        updates = new UpsertRows(rows, plan.updates());
        inserts = new UpsertRows(rows, plan.inserts());
    }

    /**
     * Plans one UPDATE of the rows of a two-way table that are expected to exist without local edits under way, as most do. The
     * UPDATE itself finds out which ones are so; the others are looked at afterwards.
     *
     * @return whether there are such rows
     */
    private boolean planWithoutLook() throws SQLException {
        List<RowHistory> all = reader.identified(batch, batch.inLockOrder());
        List<RowHistory> fresh = isReplay() ? reader.withoutStale(all) : all;
        Map<Integer, RowState> tombstonesOfRows = reader.states(fresh, false);
        List<RowHistory> resting = new ArrayList<>();
        List<RowHistory> others = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            RowHistory history = fresh.get(i);
            boolean skipsLook = mode.updates()
                    && RowClaims.maySkipLook(history, cached.twoWay())
                    && rule.isUnconditional(history)
                    && BatchPlan.expectsRow(history.last(), expectation.newRows())
                    && !tombstonesOfRows.containsKey(i);
            (skipsLook ? resting : others).add(history);
        }
        if (resting.isEmpty()) {
            return false;
        }
        withoutLook = new WithoutLook(resting, others, all.size() - fresh.size());
        updates = new UpsertRows(rows, resting.stream().map(RowWrite::ofLast).toList());
        inserts = new UpsertRows(rows, List.of());
        return true;
    }

    /** Writes the rows that have local edits under way, and returns the changes of the others. */
    private TableBatch writeByRules(TableBatch changes) throws SQLException {
        TwoWayWriter.Outcome outcome = new TwoWayWriter(connection, cached.twoWay()).write(changes);
        ruled = WriteResult.ofRules(outcome);
        return outcome.rest();
    }

    private boolean isReplay() {
        return expectation.staleRows() && rows.table().isVersioned() && !rows.tracksOrigins();
    }

    /** Encodes the rows that the plan writes. A failure waits for {@link #write}. */
    void encode() {
        updates.encode();
        inserts.encode();
    }

    /**
     * Runs the statements of the plan.
     *
     * @param offsets the check of changes whose versions are offsets
     */
    WriteResult write(OffsetCheck offsets) throws SQLException {
        if (withoutLook != null) {
            return writeWithoutLook();
        }
        deleteTombstones();
        long deleted = delete();
        WriteResult upserted = updateOrInsert(updates).plus(insertOrUpdate(inserts));
        long stale = histories.size() - upserted.inserted() - upserted.updated() - deleted;
        expectation.observe(upserted.inserted(), upserted.updated(), stale);
        WriteResult result = upserted.plus(ruled).plus(new WriteResult(0, 0, deleted, stale, 0, conflicts, 0));
        return offsets.isDue(batch, stale) && rows.table().isVersioned() && !cached.isTwoWay()
                ? result.withUnordered(offsets.check(histories, reader.states(histories, true)))
                : result;
    }

    private WriteResult writeWithoutLook() throws SQLException {
        long updated = update(updates);
        List<RowHistory> missed = updated == updates.size() ? List.of() : reader.withoutStale(withoutLook.resting());
        long stale = withoutLook.stale() + updates.size() - updated - missed.size();
        WriteResult result = WriteResult.written(0, updated, 0).plus(WriteResult.stale(stale));
        TableBatch others = new TableBatch(batch.table());
        Stream.concat(withoutLook.others().stream(), missed.stream())
                .forEach(history -> history.changes().forEach(others::add));
        if (others.changes() > 0) {
            result = result.plus(writeAfterLook(others));
        }
        expectation.observe(result.inserted(), result.updated(), result.stale());
        return result;
    }

    private WriteResult writeAfterLook(TableBatch others) throws SQLException {
        TableBatch rest = writeByRules(others);
        if (rest.changes() == 0) {
            return ruled;
        }
        TableWriter writer = new TableWriter(connection, context, cached.withoutExpectation(), rest, race, conflictLog);
        writer.planRows(rest);
        return ruled.plus(writer.write(OffsetCheck.NONE));
    }

    private void deleteTombstones() throws SQLException {
        List<RowWrite> undeleted = plan.undeleted();
        if (!undeleted.isEmpty()) {
            Rows keys = rows.keysOf(undeleted.stream().map(RowWrite::last).toList());
            runner.update(tombstones.delete(keys));
        }
    }

    /** Deletes rows, which leave tombstones unless they are inserted again; returns how many are gone for good. */
    private long delete() throws SQLException {
        List<RowWrite> deletes = plan.deletes();
        if (deletes.isEmpty()) {
            return 0;
        }
        Rows source = rows.keysAndVersions(deletes);
        long deleted = runner.update(statements.delete(source));
        List<RowWrite> gone = deletes.stream()
                .filter(write -> write.action() == RowWrite.Action.DELETE)
                .toList();
        if (gone.isEmpty()) {
            return 0;
        }
        if (!rows.table().isVersioned()) {
            return deleted - (deletes.size() - gone.size());
        }
        Rows buried = gone.size() == deletes.size() ? source : rows.keysAndVersions(gone);
        return runner.update(tombstones.insert(buried));
    }

    /** Updates rows that are expected to exist, and inserts those that turn out to be missing. */
    private WriteResult updateOrInsert(UpsertRows expected) throws SQLException {
        long updated = update(expected);
        if (updated == expected.size()) {
            return WriteResult.written(0, updated, 0);
        }
        List<RowWrite> partial = expected.partial();
        boolean mixed = !partial.isEmpty() && partial.size() < expected.size();
        // Of a mix, the partial writes first, so that they are counted.
        long ofPartial = mixed ? insert(new UpsertRows(rows, partial)) : 0;
        long inserted = ofPartial + insert(expected);
        if (updated + inserted < expected.size()) {
            // A row that came into being between the two statements was seen by neither.
            updated += updateOthers(expected, updated + inserted);
        }
        return WriteResult.written(inserted, updated, partial.size() == expected.size() ? inserted : ofPartial);
    }

    /** Inserts rows that are expected to be new, and updates those that turn out to exist. */
    private WriteResult insertOrUpdate(UpsertRows expected) throws SQLException {
        long inserted = insert(expected);
        long updated = inserted < expected.size() ? updateOthers(expected, inserted) : 0;
        return WriteResult.written(
                inserted, updated, Math.min(inserted, expected.partial().size()));
    }

    private long update(UpsertRows source) throws SQLException {
        return update(source, this::updateOf);
    }

    /** Updates those rows that have not been written yet, where {@code written} have. */
    private long updateOthers(UpsertRows source, long written) throws SQLException {
        if (cached.isTwoWay()) {
            return update(source);
        }
        long updated = update(source, statements::updateOthers);
        long rest = source.size() - written - updated;
        if (rest > 0 && !rows.table().isVersioned()) {
            // Nothing is stale here, so a trigger has come first, and which rows it touched is not known.
            updated += Math.min(rest, update(source));
        }
        return updated;
    }

    private long update(UpsertRows source, BiFunction<Rows, WrittenFields, Statement> first) throws SQLException {
        long updated = 0;
        Statement update = null;
        for (int part = 0; mode.updates() && part < source.parts(); part++) {
            Rows rowsOfPart = source.takePart(part, encoder);
            update = part == 0 ? first.apply(rowsOfPart, source.fields()) : update.with(rowsOfPart);
            updated += runner.update(update);
        }
        return updated;
    }

    private Statement updateOf(Rows source, WrittenFields fields) {
        return cached.isTwoWay() ? statements.updateAtRest(source, fields) : statements.update(source, fields);
    }

    private long insert(UpsertRows source) throws SQLException {
        long inserted = 0;
        Statement insert = null;
        for (int part = 0; mode.inserts() && part < source.parts(); part++) {
            Rows rowsOfPart = source.takePart(part, encoder);
            insert = part == 0 ? statements.insert(rowsOfPart, source.fields(), race) : insert.with(rowsOfPart);
            inserted += runner.update(insert);
        }
        return inserted;
    }
}
