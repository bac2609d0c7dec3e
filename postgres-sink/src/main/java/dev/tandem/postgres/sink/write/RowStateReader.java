/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.execution.StatementRunner;
import dev.tandem.postgres.sink.sql.BatchRows;
import dev.tandem.postgres.sink.sql.Rows;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of what Postgres knows of a batch's rows before they are written. It runs {@code find-stale.sql}, {@code
 * tombstones-exist.sql}, {@code tombstones-find.sql} and {@code lock.sql} of {@code src/test/resources/statements}.
 */
final class RowStateReader {
    private final StatementRunner runner;
    private final BatchRows rows;
    private final TableStatements statements;
    private final TombstoneStatements tombstones;

    RowStateReader(StatementRunner runner, BatchRows rows, TableStatements statements) {
        this.runner = runner;
        this.rows = rows;
        this.statements = statements;
        this.tombstones = new TombstoneStatements(rows);
    }

    /**
     * Reads tombstones and, if {@code locked}, locks and reads the rows.
     *
     * @return what was found, by index into {@code histories}
     */
    Map<Integer, RowState> states(List<RowHistory> histories, boolean locked) throws SQLException {
        Map<Integer, RowState> states = new HashMap<>();
        if (histories.isEmpty()) {
            return states;
        }
        boolean hasTombstones = rows.table().isVersioned() && hasTombstones();
        if (hasTombstones || locked) {
            Rows keys = rows.keysOf(histories.stream().map(RowHistory::last).toList());
            if (hasTombstones) {
                runner.query(
                        tombstones.find(keys),
                        line -> states.put(line.getInt(1), RowState.deleted(line.getLong(2), origin(line))));
            }
            if (locked) {
                runner.query(
                        statements.lock(keys),
                        line -> states.put(
                                line.getInt(1),
                                new RowState(
                                        RowState.Presence.PRESENT,
                                        line.getObject(2, Long.class),
                                        origin(line),
                                        rows.tracksFields() ? line.getString(4) : null)));
            }
        }
        return states;
    }

    private String origin(ResultSet line) throws SQLException {
        return rows.tracksOrigins() ? line.getString(3) : null;
    }

    /** Merges histories of keys that are one row to Postgres, such as two spellings of a UUID. */
    List<RowHistory> identified(TableBatch batch, List<RowHistory> histories) throws SQLException {
        if (histories.size() < 2 || rows.hasExactKeys(histories)) {
            return histories;
        }
        Rows keys = rows.keysOf(histories.stream().map(RowHistory::last).toList());
        int[] numbers = new int[histories.size()];
        runner.query(statements.identify(keys), line -> numbers[line.getInt(1)] = line.getInt(2));
        return batch.merged(histories, numbers);
    }

    /** Returns whether the table has any tombstones. Most do not, and one EXISTS is cheaper than a lookup per row. */
    private boolean hasTombstones() throws SQLException {
        boolean[] exist = {false};
        runner.query(tombstones.exist(), line -> exist[0] = line.getBoolean(1));
        return exist[0];
    }

    /**
     * Returns the histories that have something newer than their row. A stale change stays stale, because versions of rows only
     * rise.
     */
    List<RowHistory> withoutStale(List<RowHistory> histories) throws SQLException {
        Rows source = rows.keysAndNewestVersions(histories);
        BitSet stale = new BitSet();
        runner.query(statements.findStale(source), line -> stale.set(line.getInt(1)));
        List<RowHistory> rest = new ArrayList<>();
        for (int i = stale.nextClearBit(0); i < histories.size(); i = stale.nextClearBit(i + 1)) {
            rest.add(histories.get(i));
        }
        return rest;
    }
}
