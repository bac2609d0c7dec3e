/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.pipeline.StatementRunner;
import dev.tandem.postgres.sink.sql.BatchRows;
import dev.tandem.postgres.sink.sql.Rows;
import dev.tandem.postgres.sink.sql.TableStatements;
import dev.tandem.postgres.sink.sql.TombstoneStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A reader of what Postgres knows of a batch's rows before they are written. */
final class RowStateReader {
    private final Connection connection;
    private final StatementRunner runner;
    private final BatchRows rows;
    private final TableStatements statements;
    private final TombstoneStatements tombstones;

    RowStateReader(Connection connection, BatchRows rows, TableStatements statements) {
        this.connection = connection;
        this.runner = new StatementRunner(connection);
        this.rows = rows;
        this.statements = statements;
        this.tombstones = new TombstoneStatements(rows);
    }

    /**
     * Loads the state of each row, keyed by its index in {@code histories}: from its tombstone and, if {@code locked}, from the
     * table.
     */
    Map<Integer, RowState> states(List<RowHistory> histories, boolean locked) throws SQLException {
        Map<Integer, RowState> states = new HashMap<>();
        boolean hasTombstones = rows.table().isVersioned() && hasTombstones();
        if (hasTombstones || locked) {
            Rows keys = rows.keysOf(histories.stream().map(RowHistory::last).toList());
            if (hasTombstones) {
                runner.query(
                        tombstones.find(keys),
                        keys,
                        line -> states.put(line.getInt(1), RowState.deleted(line.getLong(2), origin(line))));
            }
            if (locked) {
                runner.query(
                        statements.lock(keys),
                        keys,
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
        runner.query(statements.identify(keys), keys, line -> numbers[line.getInt(1)] = line.getInt(2));
        return batch.merged(histories, numbers);
    }

    /** Returns whether the table has any tombstones. Most do not, and one EXISTS is cheaper than a lookup per row. */
    private boolean hasTombstones() throws SQLException {
        TableId id = rows.table().id();
        try (PreparedStatement statement = connection.prepareStatement(TombstoneStatements.EXIST)) {
            statement.setString(1, id.schema());
            statement.setString(2, id.name());
            try (ResultSet found = statement.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    /** Returns the histories without those of which all is stale, which no later step of this transaction can make new again. */
    List<RowHistory> withoutStale(List<RowHistory> histories) throws SQLException {
        Rows source = rows.keysAndNewestVersions(histories);
        BitSet stale = new BitSet();
        runner.query(statements.findStale(source), source, line -> stale.set(line.getInt(1)));
        List<RowHistory> rest = new ArrayList<>();
        for (int i = stale.nextClearBit(0); i < histories.size(); i = stale.nextClearBit(i + 1)) {
            rest.add(histories.get(i));
        }
        return rest;
    }
}
