/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.attempt.Attempt;
import dev.tandem.postgres.sink.plan.ChangesByOrigin;
import dev.tandem.postgres.sink.plan.OffsetCheck;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.schema.EvolutionMode;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.TransactionStatements;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.twoway.RuleWriter;
import dev.tandem.postgres.sink.write.TableCache.CachedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A transaction that applies changes to their tables, in the order of the tables' names. {@link #begin} also plans the first table,
 * {@link #encodeFirstTable} prepares the parameters of its statements, and {@link #writeAndCommit} runs all statements. The first of
 * them is {@code begin.sql} of {@code src/test/resources/statements}; a {@link TableWriter} for each table runs the others.
 *
 * <p><b>Threads.</b> One thread at a time, except that {@link #encodeFirstTable} may run while another thread is in {@link
 * #writeAndCommit}.
 *
 * <p><b>Failure.</b> {@link #begin} and {@link #writeAndCommit} roll back and rethrow whatever failed.
 */
final class WriteTransaction {
    private final WriteContext context;
    private final Tables tables;
    private final OffsetCheck offsets;
    private final PlannedTable first;
    private final long start;

    private WriteTransaction(WriteContext context, Tables tables, OffsetCheck offsets, PlannedTable first, long start) {
        this.context = context;
        this.tables = tables;
        this.offsets = offsets;
        this.first = first;
        this.start = start;
    }

    /**
     * Creates or changes the tables where the changes need it, begins the transaction, and plans what is written to the first table.
     *
     * @param attempt has at least one change
     * @throws TableMismatch when a table cannot hold its changes
     */
    static WriteTransaction begin(WriteContext context, Attempt attempt) throws SQLException {
        Map<TableChanges, CachedTable> fitted = fitTables(context, attempt);
        long start = System.nanoTime();
        boolean versionsMayBeOffsets = context.settings().guard() == VersionGuard.NEWER;
        if (versionsMayBeOffsets) {
            context.positions().createTable(fitted.keySet());
        }
        Connection connection = context.session().begin();
        return orRollBack(context.session(), () -> {
            Tables tables = new Tables(connection, context, fitted, attempt.race());
            tables.setUp();
            if (context.settings().conflicts().logged()) {
                context.conflictLog().movePositions(connection, fitted.keySet());
            }
            OffsetCheck offsets =
                    versionsMayBeOffsets ? context.positions().move(connection, fitted.keySet()) : OffsetCheck.NONE;
            PlannedTable first = tables.plan(fitted.keySet().iterator().next());
            return new WriteTransaction(context, tables, offsets, first, start);
        });
    }

    /** Creates or changes tables, in transactions of their own. */
    private static Map<TableChanges, CachedTable> fitTables(WriteContext context, Attempt attempt) throws SQLException {
        Map<TableId, ChangesByOrigin> byTable = new TreeMap<>();
        for (Change change : attempt.changes()) {
            byTable.computeIfAbsent(change.table(), ChangesByOrigin::new).add(change);
        }
        Map<TableChanges, CachedTable> fitted = new LinkedHashMap<>();
        for (ChangesByOrigin table : byTable.values()) {
            for (TableChanges changes : table.groups()) {
                try {
                    fitted.put(changes, context.tables().ensureFits(changes));
                } catch (SchemaMismatchException mismatch) {
                    if (context.evolution().mode() == EvolutionMode.VALIDATE) {
                        throw mismatch;
                    }
                    throw new TableMismatch(changes.table(), mismatch);
                }
            }
        }
        return fitted;
    }

    /** Encodes the rows of the first table. A failure to do so waits for {@link #writeAndCommit}. */
    void encodeFirstTable() {
        first.encode();
    }

    /**
     * Writes all tables, and commits.
     *
     * @throws dev.tandem.postgres.sink.record.RejectedRecordException when a record cannot be encoded
     * @throws SQLException when Postgres rejects some record, or fails as a whole; nothing was kept
     */
    void writeAndCommit() throws SQLException {
        Map<TableChanges, WriteResult> results = orRollBack(context.session(), () -> {
            Map<TableChanges, WriteResult> written = writeTables();
            tables.commit();
            return written;
        });
        tables.fitted.keySet().forEach(context.tables()::keepKey);
        context.reports().committed(tables.fitted, results, offsets, System.nanoTime() - start);
    }

    private Map<TableChanges, WriteResult> writeTables() throws SQLException {
        Map<TableChanges, WriteResult> results = new LinkedHashMap<>();
        for (TableChanges changes : tables.fitted.keySet()) {
            // `begin` has planned the first table. Plan the rest one at a time, so that locks are taken in table order.
            PlannedTable planned = results.isEmpty() ? first : tables.plan(changes);
            results.put(changes, planned.write(offsets));
        }
        return results;
    }

    private interface Part<T> {
        T run() throws SQLException;
    }

    /** Runs a part of the transaction, which is rolled back if that fails. */
    private static <T> T orRollBack(Session session, Part<T> part) throws SQLException {
        boolean answered = false;
        try {
            T result = part.run();
            answered = true;
            return result;
        } catch (SQLException | RuntimeException failure) {
            session.rollBack(failure);
            answered = true;
            throw failure;
        } finally {
            session.closeUnless(answered);
        }
    }

    /**
     * The tables of the transaction.
     *
     * @param fitted the changes of each table in the order of writing, and the table, which can hold them
     */
    private record Tables(
            Connection connection, WriteContext context, Map<TableChanges, CachedTable> fitted, InsertRace race) {
        /** Takes the locks, and checks that the tables are as they are remembered. */
        void setUp() throws SQLException {
            WriteTransaction.setUp(
                    connection, context.settings().layout(), AdvisoryLocks.of(fitted.keySet(), context.settings()));
            if (fitted.values().stream().anyMatch(CachedTable::isTwoWay)) {
                RuleWriter.markAsOurs(connection);
            }
            for (CachedTable table : fitted.values()) {
                context.tables().confirm(connection, table);
            }
        }

        /** Plans what is written to a table, and lets its triggers know whether this treats it as two-way. */
        PlannedTable plan(TableChanges changes) throws SQLException {
            CachedTable table = fitted.get(changes);
            if (fitted.values().stream().anyMatch(other -> other.isTwoWay() != table.isTwoWay())) {
                RuleWriter.mark(connection, table.isTwoWay());
            }
            return table.isTwoWay()
                    ? new TwoWayTableWriter(connection, context, table, changes, race).plan(changes)
                    : new TableWriter(connection, context, table, changes, race).plan(changes);
        }

        void commit() throws SQLException {
            for (CachedTable table : fitted.values()) {
                context.tables().confirmSharing(connection, table);
            }
            connection.commit();
        }
    }

    /** Sets up a transaction that has just begun. */
    static void setUp(Connection connection, TableLayout layout, AdvisoryLocks locks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TransactionStatements.BEGIN)) {
            statement.setArray(1, connection.createArrayOf("text", locks.names()));
            statement.setArray(2, connection.createArrayOf("bool", locks.modes()));
            statement.execute();
        }
        for (Map.Entry<String, String> setting : layout.writerSettings().entrySet()) {
            set(connection, setting.getKey(), setting.getValue());
        }
    }

    private static void set(Connection connection, String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TransactionStatements.SET)) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }
}
