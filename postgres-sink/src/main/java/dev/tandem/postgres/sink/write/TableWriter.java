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
    private final StatementThread thread;
    private final BatchRows rows;
    private final TableSql sql;
    private final TableBatch batch;
    private final WriteSettings settings;
    private final RowExpectation expectation;
    private final ConflictLog conflictLog;

    TableWriter(
            Connection connection,
            StatementThread thread,
            KnownTables.KnownTable known,
            TableBatch batch,
            WriteSettings settings,
            ConflictLog conflictLog) {
        this.connection = connection;
        this.thread = thread;
        this.rows = new BatchRows(known.table(), batch, settings.nulRule(), settings.layout());
        this.sql = new TableSql(rows, settings.guard(), settings.layout());
        this.batch = batch;
        this.settings = settings;
        this.expectation = known.expectation();
        this.conflictLog = conflictLog;
    }

    /** @param racing whether others may insert the same rows meanwhile; otherwise that fails as a unique violation */
    WriteResult write(boolean racing) throws SQLException {
        List<RowHistory> all = batch.inLockOrder();
        boolean replay = expectation.staleRows() && rows.table().isVersioned() && !rows.tracksOrigins();
        List<RowHistory> histories = replay ? withoutStale(all) : all;
        if (histories.isEmpty()) {
            return new WriteResult(0, 0, 0, all.size(), 0, 0);
        }
        boolean locked = rows.tracksOrigins() || BatchPlan.needsLocks(histories, settings.guard());
        Map<Integer, RowState> states = states(histories, locked);
        long conflicts = rows.tracksOrigins() ? logConflicts(histories, states) : 0;
        BatchPlan plan = BatchPlan.of(histories, states, locked, expectation.newRows(), settings.guard());
        if (!plan.undeleted().isEmpty()) {
            deleteTombstones(plan.undeleted());
        }
        long deleted = delete(plan.deletes());
        WriteResult updates = upsertExisting(plan.updates(), racing);
        WriteResult inserts = upsertNew(plan.inserts(), racing);
        long inserted = inserts.inserted() + updates.inserted();
        long updated = inserts.updated() + updates.updated();
        long stale = all.size() - inserted - updated - deleted;
        expectation.observe(inserted, updated, stale);
        return new WriteResult(inserted, updated, deleted, stale, updates.inserted(), conflicts);
    }

    /** By index, what tombstones say and, if they are to be locked, rows. */
    private Map<Integer, RowState> states(List<RowHistory> histories, boolean locked) throws SQLException {
        Map<Integer, RowState> states = new HashMap<>();
        boolean tombstones = rows.table().isVersioned() && hasTombstones();
        if (tombstones || locked) {
            Rows keys = rows.keysOf(histories.stream().map(RowHistory::last).toList());
            if (tombstones) {
                addTombstones(keys, states);
            }
            if (locked) {
                lock(keys, states);
            }
        }
        return states;
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
        BitSet positions = rows.settable(changes);
        FieldMask mask = FieldMask.of(changes, positions);
        Rows source = rows.of(changes, positions, mask);
        ConflictLog.addColumns(source, conflicts);
        try (PreparedStatement statement = connection.prepareStatement(sql.logConflicts(source, positions, mask))) {
            source.bind(statement, bindTable(statement, 1));
            return statement.executeUpdate();
        }
    }

    /** Rows that should be there; what is not is made of what its change knows. */
    private WriteResult upsertExisting(List<RowWrite> writes, boolean racing) throws SQLException {
        if (writes.isEmpty()) {
            return WriteResult.NONE;
        }
        UpsertRows upsert = new UpsertRows(rows, writes);
        long updated = settings.insertMode().updates() ? upsert.update(connection, thread, sql) : 0;
        long inserted = 0;
        if (updated < upsert.size() && settings.insertMode().inserts()) {
            inserted = upsert.insert(connection, thread, sql, racing);
            if (updated + inserted < upsert.size() && settings.insertMode().updates()) {
                // A row that came into being between the two statements was seen by neither.
                updated += upsert.update(connection, thread, sql);
            }
        }
        return WriteResult.of(inserted, updated);
    }

    /** Rows that should not be there yet. */
    private WriteResult upsertNew(List<RowWrite> writes, boolean racing) throws SQLException {
        if (writes.isEmpty()) {
            return WriteResult.NONE;
        }
        UpsertRows upsert = new UpsertRows(rows, writes);
        long inserted = settings.insertMode().inserts() ? upsert.insert(connection, thread, sql, racing) : 0;
        boolean rest = inserted < upsert.size() && settings.insertMode().updates();
        return WriteResult.of(inserted, rest ? upsert.update(connection, thread, sql) : 0);
    }

    /** Leaves out the rows for which all is stale, which no later step of this transaction can make new again. */
    private List<RowHistory> withoutStale(List<RowHistory> histories) throws SQLException {
        Rows source = rows.keysAndNewestVersions(histories);
        BitSet stale = new BitSet();
        try (PreparedStatement statement = connection.prepareStatement(sql.findStale(source))) {
            source.bind(statement, 1);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    stale.set(found.getInt(1));
                }
            }
        }
        List<RowHistory> rest = new ArrayList<>();
        for (int i = stale.nextClearBit(0); i < histories.size(); i = stale.nextClearBit(i + 1)) {
            rest.add(histories.get(i));
        }
        return rest;
    }

    /** Of most tables there are none, which is cheaper to know than to look for each row's. */
    private boolean hasTombstones() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TableSql.HAS_TOMBSTONES)) {
            bindTable(statement, 1);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    private void addTombstones(Rows keys, Map<Integer, RowState> states) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.findTombstones(keys))) {
            keys.bind(statement, bindTable(statement, 1));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    states.put(found.getInt(1), RowState.deleted(found.getLong(2), origin(found)));
                }
            }
        }
    }

    private void lock(Rows keys, Map<Integer, RowState> states) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.lock(keys))) {
            keys.bind(statement, 1);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    states.put(found.getInt(1), RowState.present(found.getObject(2, Long.class), origin(found)));
                }
            }
        }
    }

    private String origin(ResultSet found) throws SQLException {
        return rows.tracksOrigins() ? found.getString(3) : null;
    }

    private void deleteTombstones(List<RowWrite> writes) throws SQLException {
        Rows source = rows.keysOf(writes.stream().map(RowWrite::last).toList());
        try (PreparedStatement statement = connection.prepareStatement(sql.deleteTombstones(source))) {
            source.bind(statement, bindTable(statement, 1));
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
        if (!rows.table().isVersioned()) {
            return deleted - (writes.size() - gone.size());
        }
        return insertTombstones(gone.size() == writes.size() ? source : rows.keysAndVersions(gone));
    }

    private long insertTombstones(Rows source) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.insertTombstones(source))) {
            source.bind(statement, bindTable(statement, 1));
            return statement.executeUpdate();
        }
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
}
