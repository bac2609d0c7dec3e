/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.RowExpectation;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.evolution.SchemaEvolver;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a task remembers of its tables, until it proves wrong, so that a batch need not ask the catalog. */
final class KnownTables {
    private static final int MOST_LOST_RACES = 10;

    private final Session session;
    private final SchemaEvolver evolver;
    private final Map<TableId, KnownTable> tables = new HashMap<>();
    private final Set<TableId> met = new TreeSet<>();

    KnownTables(Session session, SchemaEvolver evolver) {
        this.session = session;
        this.evolver = evolver;
    }

    /**
     * A table and the shapes of records that it is known to hold.
     *
     * @param expectation survives what is learnt of the table
     */
    record KnownTable(Table table, Set<RowShape> shapes, RowExpectation expectation) {}

    /** The table, changed first if the batch asks for it. */
    KnownTable fitting(TableBatch batch) throws SQLException {
        KnownTable known = tables.get(batch.table());
        if (known != null && known.shapes.containsAll(batch.shapes())) {
            return known;
        }
        met.add(batch.table());
        Table table = prepare(batch);
        Set<RowShape> shapes = Collections.newSetFromMap(new IdentityHashMap<>());
        if (known != null && known.table.equals(table)) {
            shapes.addAll(known.shapes);
        }
        shapes.addAll(batch.shapes());
        KnownTable learnt = new KnownTable(table, shapes, known == null ? new RowExpectation() : known.expectation);
        tables.put(batch.table(), learnt);
        return learnt;
    }

    private Table prepare(TableBatch batch) throws SQLException {
        for (int races = 0; ; races++) {
            try {
                return session.inLongTransaction(connection -> evolver.prepare(connection, batch));
            } catch (SQLException failure) {
                if (!SchemaEvolver.lostRace(failure) || races == MOST_LOST_RACES) {
                    throw failure;
                }
            }
        }
    }

    /** @throws TableChanged when the table is no longer as it was */
    void confirm(Connection connection, KnownTable known) throws SQLException {
        Table table = known.table();
        if (!Catalog.find(connection, table.id()).equals(Optional.of(table))) {
            throw new TableChanged(table.id());
        }
    }

    /** Somebody has just changed a table, and may be about to do so again: passing, like a failure to serialize. */
    static final class TableChanged extends SQLException {
        private static final long serialVersionUID = 1L;

        private TableChanged(TableId table) {
            super("table " + table + " is being changed", "40001");
        }
    }

    /** Lets a column take nulls; returns whether that is allowed. */
    boolean admitNull(TableId table, String column) throws SQLException {
        boolean admitted = session.inLongTransaction(connection -> evolver.admitNull(connection, table, column));
        forget();
        return admitted;
    }

    /** The tables that the task has met, whether or not they could be used. */
    Set<TableId> ids() {
        return met;
    }

    void forget() {
        tables.clear();
    }
}
