/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.BatchPlan;
import dev.tandem.postgres.sink.batch.Conflict;
import dev.tandem.postgres.sink.batch.RowExpectation;
import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.record.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies one table's part of a batch inside the caller's transaction, in a fixed small number of statements whatever the mix
 * of operations and fields. Each change is guarded by its version in the statement that applies it.
 */
final class TableWriter {
    private final Connection connection;
    private final BatchRows rows;
    private final TableSql sql;
    private final TableBatch batch;
    private final WriteSettings settings;
    private final RowExpectation expectation;
    private final ConflictLog conflictLog;

    TableWriter(
            Connection connection,
            KnownTables.KnownTable known,
            TableBatch batch,
            WriteSettings settings,
            ConflictLog conflictLog) {
        this.connection = connection;
        this.rows = new BatchRows(known.table(), batch, settings.nulRule(), settings.layout());
        this.sql = new TableSql(rows, settings.guard(), settings.layout());
        this.batch = batch;
        this.settings = settings;
        this.expectation = known.expectation();
        this.conflictLog = conflictLog;
    }

    WriteResult write() throws SQLException {
        List<RowHistory> histories = batch.inLockOrder();
        List<Change> keys = histories.stream().map(RowHistory::last).toList();
        Map<Integer, RowState> states = rows.table().isVersioned() ? tombstones(keys) : new HashMap<>();
        boolean locked = rows.tracksOrigins() || BatchPlan.needsLocks(histories, settings.guard());
        if (locked) {
            states.putAll(lock(keys));
        }
        long conflicts = rows.tracksOrigins() ? logConflicts(histories, states) : 0;
        BatchPlan plan = BatchPlan.of(histories, states, locked, expectation.newRows(), settings.guard());
        if (!plan.undeleted().isEmpty()) {
            deleteTombstones(plan.undeleted());
        }
        long deleted = delete(plan.deletes());
        WriteResult updates = upsertExisting(plan.updates());
        WriteResult inserts = upsertNew(plan.inserts());
        expectation.observe(inserts.inserted() + updates.inserted(), inserts.updated() + updates.updated());
        long written = updates.updated() + updates.inserted() + inserts.updated() + inserts.inserted();
        return new WriteResult(
                inserts.inserted() + updates.inserted(),
                updates.updated() + inserts.updated(),
                deleted,
                histories.size() - written - deleted,
                updates.inserted(),
                conflicts);
    }

    /** Before the writes, while the losers are still there. */
    private long logConflicts(List<RowHistory> histories, Map<Integer, RowState> states) throws SQLException {
        List<Conflict> conflicts = new ArrayList<>();
        states.forEach((index, state) -> Conflict.of(histories.get(index), state, settings.guard()).stream()
                .filter(conflict -> conflictLog.isFirst(conflict.change()))
                .forEach(conflicts::add));
        if (conflicts.isEmpty()) {
            return 0;
        }
        List<RowWrite> changes = conflicts.stream().map(Conflict::loggedFields).toList();
        BitSet positions = settable(changes);
        FieldMask mask = FieldMask.of(changes, positions);
        Rows source = fullRows(changes, positions, mask);
        ConflictLog.addColumns(source, conflicts);
        try (PreparedStatement statement = connection.prepareStatement(sql.logConflicts(source, positions, mask))) {
            source.bind(statement, bindTable(statement, 1));
            return statement.executeUpdate();
        }
    }

    /** Rows that should be there; what is not is made of what its change knows. */
    private WriteResult upsertExisting(List<RowWrite> writes) throws SQLException {
        if (writes.isEmpty()) {
            return WriteResult.NONE;
        }
        long updated = settings.insertMode().updates() ? update(writes) : 0;
        long inserted = 0;
        if (updated < writes.size() && settings.insertMode().inserts()) {
            inserted = insert(writes);
            if (updated + inserted < writes.size() && settings.insertMode().updates()) {
                // A row that came into being between the two statements was seen by neither.
                updated += update(writes);
            }
        }
        return WriteResult.of(inserted, updated);
    }

    /** Rows that should not be there yet. */
    private WriteResult upsertNew(List<RowWrite> writes) throws SQLException {
        if (writes.isEmpty()) {
            return WriteResult.NONE;
        }
        long inserted = settings.insertMode().inserts() ? insert(writes) : 0;
        long updated = inserted < writes.size() && settings.insertMode().updates() ? update(writes) : 0;
        return WriteResult.of(inserted, updated);
    }

    private Map<Integer, RowState> tombstones(List<Change> keys) throws SQLException {
        Rows source = rows.keysOf(keys);
        Map<Integer, RowState> states = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.findTombstones(source))) {
            bindTable(statement, source.bind(statement, 1));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    states.put(found.getInt(1), RowState.deleted(found.getLong(2), origin(found)));
                }
            }
        }
        return states;
    }

    private Map<Integer, RowState> lock(List<Change> keys) throws SQLException {
        Rows source = rows.keysOf(keys);
        Map<Integer, RowState> states = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.lock(source))) {
            source.bind(statement, 1);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    states.put(found.getInt(1), RowState.present(found.getObject(2, Long.class), origin(found)));
                }
            }
        }
        return states;
    }

    private String origin(ResultSet found) throws SQLException {
        return rows.tracksOrigins() ? found.getString(3) : null;
    }

    private void deleteTombstones(List<RowWrite> writes) throws SQLException {
        Rows source = rows.keysOf(writes.stream().map(RowWrite::last).toList());
        try (PreparedStatement statement = connection.prepareStatement(sql.deleteTombstones(source))) {
            bindTable(statement, source.bind(statement, 1));
            statement.executeUpdate();
        }
    }

    /** Deletes rows, to leave tombstones or to be made anew; returns how many are gone for good. */
    private long delete(List<RowWrite> writes) throws SQLException {
        if (writes.isEmpty()) {
            return 0;
        }
        Rows source = rows.keysAndVersions(writes);
        long deleted = execute(sql.delete(source), source);
        List<RowWrite> gone = writes.stream()
                .filter(write -> write.action() == RowWrite.Action.DELETE)
                .toList();
        if (gone.isEmpty()) {
            return 0;
        }
        return rows.table().isVersioned() ? insertTombstones(gone) : deleted - (writes.size() - gone.size());
    }

    private long insertTombstones(List<RowWrite> writes) throws SQLException {
        Rows source = rows.keysAndVersions(writes);
        try (PreparedStatement statement = connection.prepareStatement(sql.insertTombstones(source))) {
            source.bind(statement, bindTable(statement, 1));
            return statement.executeUpdate();
        }
    }

    private long update(List<RowWrite> writes) throws SQLException {
        BitSet positions = settable(writes);
        FieldMask mask = FieldMask.of(writes, positions);
        Rows source = fullRows(writes, positions, mask);
        return execute(sql.update(source, positions, mask), source);
    }

    private long insert(List<RowWrite> writes) throws SQLException {
        BitSet positions = settable(writes);
        FieldMask mask = FieldMask.of(writes, positions);
        Rows source = fullRows(writes, positions, mask);
        return execute(sql.insert(source, positions, mask), source);
    }

    private Rows fullRows(List<RowWrite> writes, BitSet positions, FieldMask mask) {
        Rows source = rows.keysAndVersions(writes);
        rows.addMasks(source, writes, mask.words());
        rows.addColumns(source, writes, positions);
        return source;
    }

    private long execute(String statementSql, Rows source) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statementSql)) {
            source.bind(statement, 1);
            return statement.executeUpdate();
        }
    }

    private int bindTable(PreparedStatement statement, int index) throws SQLException {
        statement.setString(index, rows.table().id().schema());
        statement.setString(index + 1, rows.table().id().name());
        return index + 2;
    }

    /** The columns that some write sets, but for those that Postgres itself fills. */
    private BitSet settable(List<RowWrite> writes) {
        BitSet union = new BitSet();
        writes.forEach(write -> union.or(write.fields()));
        union.stream()
                .filter(position -> rows.column(position).column().isFilledByPostgres())
                .forEach(union::clear);
        return union;
    }
}
