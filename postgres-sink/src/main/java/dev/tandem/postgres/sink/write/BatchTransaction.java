/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.BatchesByOrigin;
import dev.tandem.postgres.sink.batch.OffsetCheck;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.batch.VersionGuard;
import dev.tandem.postgres.sink.batch.WriteResult;
import dev.tandem.postgres.sink.execution.Once;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.schema.EvolutionMode;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.sql.TransactionStatements;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.twoway.RuleWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A transaction that applies changes to their tables, in the order of the tables' names: {@link #planFirstTable} begins it, {@link
 * #encodeFirstTable} prepares the parameters of the first table's statements, {@link #writeAndCommit} runs all statements. It begins
 * with {@code begin.sql} of {@code src/test/resources/statements}; a {@link TableWriter} for each table runs the others.
 *
 * <p><b>Threads.</b> One thread at a time, except that {@link #encodeFirstTable} may run while another thread is in {@link
 * #writeAndCommit}.
 *
 * <p><b>Failure.</b> {@link #writeAndCommit} rolls back and rethrows whatever failed, including in {@link #planFirstTable}.
 */
final class BatchTransaction {
    private final WriteContext context;
    private final Attempt attempt;
    private final Once<Connection> planned = new Once<>(this::beginAndPlan);
    private final Map<TableBatch, TableCache.CachedTable> batches = new LinkedHashMap<>();
    private final List<TableWriter> tables = new ArrayList<>();
    private OffsetCheck offsets = OffsetCheck.NONE;
    private long start;

    BatchTransaction(WriteContext context, Attempt attempt) {
        this.context = context;
        this.attempt = attempt;
    }

    /** Begins, and plans what is written to the first table. A failure waits for {@link #writeAndCommit}. */
    void planFirstTable() {
        planned.run();
    }

    /** Encodes the rows of the first table. */
    void encodeFirstTable() {
        if (!tables.isEmpty()) {
            tables.get(0).encode();
        }
    }

    /**
     * Writes all tables, and commits.
     *
     * @throws dev.tandem.postgres.sink.record.RejectedRecordException when a record cannot be encoded
     * @throws TableMismatch when the table of one batch cannot hold it
     * @throws SQLException when Postgres rejects some record, or fails as a whole; nothing was kept
     */
    void writeAndCommit() throws SQLException {
        if (attempt.changes().isEmpty()) {
            return;
        }
        Connection connection = planned.get();
        Map<TableBatch, WriteResult> results;
        boolean ended = false;
        try {
            results = writeTables(connection);
            for (TableCache.CachedTable table : batches.values()) {
                context.tables().confirmSharing(connection, table);
            }
            connection.commit();
            ended = true;
        } catch (SQLException | RuntimeException failure) {
            context.session().rollBack(failure);
            ended = true;
            throw failure;
        } finally {
            context.session().closeUnless(ended);
        }
        batches.keySet().forEach(context.tables()::keepKey);
        context.reports().committed(batches, results, offsets, System.nanoTime() - start);
    }

    private Map<TableBatch, WriteResult> writeTables(Connection connection) throws SQLException {
        Map<TableBatch, WriteResult> results = new LinkedHashMap<>();
        for (TableWriter table : tables) {
            if (!results.isEmpty()) {
                // The first has been planned already, so that its rows could be encoded. The locks of the others come
                // in order.
                plan(connection, results.size());
            }
            results.put(table.batch(), table.write(offsets));
        }
        return results;
    }

    private Connection beginAndPlan() throws SQLException {
        ensureTablesFit();
        start = System.nanoTime();
        boolean ownOrder = context.settings().guard() == VersionGuard.NEWER;
        if (ownOrder) {
            context.positions().createTable(batches.keySet());
        }
        Connection connection = context.session().begin();
        boolean answered = false;
        try {
            setUp(connection);
            if (context.settings().conflicts().logged()) {
                context.conflictLog().movePositions(connection, batches.keySet());
            }
            offsets = ownOrder ? context.positions().move(connection, batches.keySet()) : OffsetCheck.NONE;
            batches.forEach((batch, table) -> tables.add(writer(connection, batch, table)));
            plan(connection, 0);
            answered = true;
            return connection;
        } catch (SQLException | RuntimeException failure) {
            tables.clear();
            context.session().rollBack(failure);
            answered = true;
            throw failure;
        } finally {
            context.session().closeUnless(answered);
        }
    }

    private TableWriter writer(Connection connection, TableBatch batch, TableCache.CachedTable table) {
        return table.isTwoWay()
                ? new TwoWayTableWriter(connection, context, table, batch, attempt.race())
                : new TableWriter(connection, context, table, batch, attempt.race());
    }

    /** Plans what is written to a table, and lets its triggers know whether this treats it as two-way. */
    private void plan(Connection connection, int number) throws SQLException {
        List<Boolean> twoWay =
                batches.values().stream().map(TableCache.CachedTable::isTwoWay).toList();
        if (twoWay.contains(true) && twoWay.contains(false)) {
            RuleWriter.mark(connection, twoWay.get(number));
        }
        tables.get(number).plan();
    }

    /** Creates or changes tables, in transactions of their own. */
    private void ensureTablesFit() throws SQLException {
        for (BatchesByOrigin table : byTable().values()) {
            for (TableBatch batch : table.batches()) {
                try {
                    batches.put(batch, context.tables().ensureFits(batch));
                } catch (SchemaMismatchException mismatch) {
                    if (context.evolution().mode() == EvolutionMode.VALIDATE) {
                        throw mismatch;
                    }
                    throw new TableMismatch(batch, mismatch);
                }
            }
        }
    }

    private Map<TableId, BatchesByOrigin> byTable() {
        Map<TableId, BatchesByOrigin> byTable = new TreeMap<>();
        for (Change change : attempt.changes()) {
            byTable.computeIfAbsent(change.table(), BatchesByOrigin::new).add(change);
        }
        return byTable;
    }

    private void setUp(Connection connection) throws SQLException {
        setUp(connection, context.settings().layout(), AdvisoryLocks.of(batches.keySet(), context.settings()));
        if (batches.values().stream().anyMatch(TableCache.CachedTable::isTwoWay)) {
            RuleWriter.markAsOurs(connection);
        }
        for (TableCache.CachedTable table : batches.values()) {
            context.tables().confirm(connection, table);
        }
    }

    private static void set(Connection connection, String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TransactionStatements.SET)) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
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
}
