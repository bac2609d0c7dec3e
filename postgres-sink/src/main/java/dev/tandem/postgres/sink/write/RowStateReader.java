/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.attempt.TableChangedException;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowState;
import dev.tandem.postgres.sink.plan.RowStates;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.TableTombstones;
import dev.tandem.postgres.sink.sql.ColumnArrays;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TargetColumns;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import dev.tandem.postgres.sink.table.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of what Postgres knows of rows before they are written. Its statements are in {@code
 * src/test/resources/statements}.
 */
final class RowStateReader {
    private final StatementRunner runner;
    private final RowEncoder encoder;
    private final TargetColumns columns;
    private final TableStatements statements;
    private final TombstoneStatements tombstones;

    RowStateReader(StatementRunner runner, RowEncoder encoder, TableStatements statements) {
        this.runner = runner;
        this.encoder = encoder;
        this.columns = encoder.columns();
        this.statements = statements;
        this.tombstones = new TombstoneStatements(columns);
    }

    /**
     * Reads the tombstones of rows, which are not locked.
     *
     * @param known the table's tombstones as a whole
     */
    RowStates readTombstones(List<RowHistory> histories, TableTombstones known) throws SQLException {
        if (histories.isEmpty() || !known.any()) {
            return RowStates.NONE;
        }
        return RowStates.ofTombstones(findTombstones(encoder.keysOf(histories)));
    }

    /**
     * Reads the tombstones of rows, and then locks and reads the rows themselves.
     *
     * @param known the table's tombstones as a whole
     */
    RowStates lockRows(List<RowHistory> histories, TableTombstones known) throws SQLException {
        ColumnArrays keys = encoder.keysOf(histories);
        Map<Integer, RowState> states = known.any() ? findTombstones(keys) : new HashMap<>();
        states.putAll(lock(keys));
        known.addTo(states, histories);
        BitSet all = new BitSet();
        all.set(0, histories.size());
        return new RowStates(states, all);
    }

    /**
     * Reads the tombstones of rows, and then locks and reads some of the rows themselves. No truncate has overtaken any.
     *
     * @param some the indexes of the rows to lock
     * @param known the table's tombstones as a whole
     */
    RowStates lockSome(List<RowHistory> histories, BitSet some, TableTombstones known) throws SQLException {
        if (some.isEmpty()) {
            return readTombstones(histories, known);
        }
        Map<Integer, RowState> states = known.any() ? findTombstones(encoder.keysOf(histories)) : new HashMap<>();
        int[] indexes = some.stream().toArray();
        List<RowHistory> locked = some.stream().mapToObj(histories::get).toList();
        lock(encoder.keysOf(locked)).forEach((index, state) -> states.put(indexes[index], state));
        return new RowStates(states, some);
    }

    private Map<Integer, RowState> findTombstones(ColumnArrays keys) throws SQLException {
        Map<Integer, RowState> found = new HashMap<>();
        try (ResultSet line = runner.query(tombstones.find(keys))) {
            while (line.next()) {
                found.put(line.getInt(1), RowState.deleted(line.getLong(2), origin(line)));
            }
        }
        return found;
    }

    private Map<Integer, RowState> lock(ColumnArrays keys) throws SQLException {
        Map<Integer, RowState> locked = new HashMap<>();
        try (ResultSet line = runner.query(statements.lock(keys))) {
            while (line.next()) {
                String stamps = columns.tracksFields() ? line.getString(4) : null;
                Long version = line.getObject(2, Long.class);
                locked.put(line.getInt(1), new RowState(RowState.Presence.PRESENT, version, origin(line), stamps));
            }
        }
        return locked;
    }

    private String origin(ResultSet line) throws SQLException {
        return columns.tracksOrigins() ? line.getString(3) : null;
    }

    /** Merges histories whose keys are the same row to Postgres, such as two spellings of a UUID. */
    List<RowHistory> mergeSameRows(TableChanges changes, List<RowHistory> histories) throws SQLException {
        if (histories.size() < 2 || columns.hasExactKeys(histories)) {
            return histories;
        }
        int[] numbers = new int[histories.size()];
        try (ResultSet line = runner.query(statements.identify(encoder.keysOf(histories)))) {
            while (line.next()) {
                numbers[line.getInt(1)] = line.getInt(2);
            }
        }
        return changes.merged(histories, numbers);
    }

    /**
     * Makes sure that the table is as it is known, and stays so: Postgres would round or cut values for a column that someone has
     * narrowed meanwhile. Returns what is known of its tombstones as a whole. Most tables have none, and to ask once is cheaper than
     * to look for each row's.
     *
     * @throws TableChangedException when the table is no longer as it is known
     */
    TableTombstones lookAtTable() throws SQLException {
        Table table = columns.table();
        try (ResultSet line = runner.query(tombstones.lookAtTable())) {
            line.next();
            if (!table.fingerprint().equals(line.getString(1))) {
                throw new TableChangedException(table.id());
            }
            if (!table.isVersioned()) {
                return TableTombstones.NONE;
            }
            Long truncated = line.getObject(3, Long.class);
            RowState truncate = truncated == null
                    ? null
                    : RowState.deleted(truncated, columns.tracksOrigins() ? line.getString(4) : null);
            return new TableTombstones(line.getBoolean(2), truncate);
        }
    }

    /**
     * Returns the histories that have something newer than their row. A stale change stays stale, because versions of rows only
     * rise.
     */
    List<RowHistory> withoutStale(List<RowHistory> histories) throws SQLException {
        BitSet stale = new BitSet();
        try (ResultSet line = runner.query(statements.findStale(encoder.keysAndNewestVersions(histories)))) {
            while (line.next()) {
                stale.set(line.getInt(1));
            }
        }
        List<RowHistory> rest = new ArrayList<>();
        for (int i = stale.nextClearBit(0); i < histories.size(); i = stale.nextClearBit(i + 1)) {
            rest.add(histories.get(i));
        }
        return rest;
    }
}
