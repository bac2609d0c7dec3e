/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.BatchesByOrigin;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.pipeline.EncodingHandoff;
import dev.tandem.postgres.sink.pipeline.StatementPipeline;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.schema.EvolutionMode;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.TruncateStatement;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.twoway.BusyRows;
import dev.tandem.postgres.sink.twoway.TwoWayTables;
import dev.tandem.postgres.sink.twoway.TwoWayTarget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postgresql.util.PSQLException;

/**
 * Writes changes to their tables: one transaction for all of them, committed when {@link #write} returns. The order of a key's
 * changes is kept, and writing them again changes nothing. Used by one thread at a time.
 */
public final class BatchWriter implements AutoCloseable {
    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MAX_ATTEMPTS = 5;

    private final Session session;
    private final StatementPipeline pipeline;
    private final TableCache tables;
    private final BatchTransaction transaction;
    private final RejectedColumn rejectedColumn;
    private final EvolutionSettings evolution;
    private final UntouchedRows untouchedRows;
    private Set<TableId> tablesInWork = Set.of();

    public BatchWriter(
            Session session,
            EncodingHandoff encoding,
            WriteSettings settings,
            EvolutionSettings evolution,
            TwoWayTables twoWay,
            WriteListener listener) {
        this.session = session;
        this.pipeline = new StatementPipeline(encoding);
        this.tables = new TableCache(session, evolution, twoWay, listener::schemaChanged);
        this.transaction = new BatchTransaction(session, pipeline, tables, settings, listener);
        this.rejectedColumn = new RejectedColumn(session, tables, settings);
        this.evolution = evolution;
        this.untouchedRows = new UntouchedRows(session, Clock.systemUTC(), listener::untouched);
    }

    /**
     * Writes changes in one transaction.
     *
     * @throws dev.tandem.postgres.sink.record.RejectedRecordException when a record cannot be encoded
     * @throws TableMismatch when the table of one batch cannot hold it
     * @throws SQLException when Postgres rejects some record, or fails as a whole; nothing was kept
     */
    void write(List<Change> changes) throws SQLException {
        Map<TableId, BatchesByOrigin> byTable = new TreeMap<>();
        changes.forEach(change ->
                byTable.computeIfAbsent(change.table(), BatchesByOrigin::new).add(change));
        tablesInWork = new TreeSet<>(byTable.keySet());
        int attempts = 1;
        InsertRace race = InsertRace.FAIL;
        while (true) {
            try {
                transaction.write(withTables(byTable.values()), race);
                return;
            } catch (SQLException failure) {
                boolean changed = failure instanceof TableCache.TableChanged
                        || FailureKind.of(failure) == FailureKind.SCHEMA_CHANGED;
                if (changed && attempts++ < MAX_ATTEMPTS) {
                    tables.forget();
                } else if (UNIQUE_VIOLATION.equals(failure.getSQLState()) && race == InsertRace.FAIL) {
                    // Perhaps another process has just inserted the same row.
                    race = InsertRace.SKIP;
                } else {
                    throw failure;
                }
            }
        }
    }

    private Map<TableBatch, TableCache.CachedTable> withTables(Collection<BatchesByOrigin> byTable)
            throws SQLException {
        Map<TableBatch, TableCache.CachedTable> batches = new LinkedHashMap<>();
        for (BatchesByOrigin byOrigin : byTable) {
            for (TableBatch batch : byOrigin.batches()) {
                batches.put(batch, tableOf(batch));
            }
        }
        return batches;
    }

    private TableCache.CachedTable tableOf(TableBatch batch) throws SQLException {
        try {
            return tables.ensureFits(batch);
        } catch (SchemaMismatchException mismatch) {
            if (evolution.mode() == EvolutionMode.VALIDATE) {
                throw mismatch;
            }
            throw new TableMismatch(batch, mismatch);
        }
    }

    /** Returns why the table cannot hold the change, or null when it can. */
    SchemaMismatchException mismatchAlone(Change change) throws SQLException {
        TableBatch alone = new TableBatch(change.table());
        alone.add(change);
        try {
            tables.ensureFits(alone);
            return null;
        } catch (SchemaMismatchException mismatch) {
            return mismatch;
        }
    }

    /** Returns the changes of those rows of two-way tables that another transaction holds. */
    Set<Change> busy(List<Change> changes) throws SQLException {
        Map<TableId, List<Change>> byTable = new TreeMap<>();
        changes.forEach(change -> byTable.computeIfAbsent(change.table(), added -> new ArrayList<>())
                .add(change));
        Set<Change> busy = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Map.Entry<TableId, List<Change>> table : byTable.entrySet()) {
            Optional<TwoWayTarget> target = tables.twoWay(table.getKey());
            if (target.isPresent()) {
                busy.addAll(session.inTransaction(
                        connection -> BusyRows.of(connection, target.get()).among(table.getValue())));
            }
        }
        return busy;
    }

    /** Lets the column take nulls that rejected one, if it may; returns whether the changes are worth another try. */
    boolean admitsNull(List<Change> changes, SQLException failure) throws SQLException {
        if (!NOT_NULL_VIOLATION.equals(failure.getSQLState()) || !(failure instanceof PSQLException rejection)) {
            return false;
        }
        String column = rejection.getServerErrorMessage().getColumn();
        TableId table = new TableId(
                rejection.getServerErrorMessage().getSchema(),
                rejection.getServerErrorMessage().getTable());
        boolean ours = changes.stream()
                .anyMatch(
                        change -> change.table().equals(table) && change.shape().hasColumn(column));
        return ours && tables.admitNull(table, column);
    }

    /** Returns the rejection of a change that failed alone. */
    RejectedRecord rejection(Change change, SQLException failure) throws SQLException {
        Optional<RejectedColumn.Found> found = rejectedColumn.find(change, failure);
        String reason = RejectionReason.of(
                change.table(), found.map(column -> column.column().name()).orElse(null), failure);
        String advice = found.map(column -> evolution.advice(column.column(), column.schema()))
                .orElse("");
        return new RejectedRecord(
                change.record(),
                Optional.of(change.table()),
                reason + advice + ".",
                FailureReport.withoutValues(failure));
    }

    /** Deletes all rows of a table that are older. Each leaves a tombstone. */
    public void truncate(Truncate truncate) throws SQLException {
        session.inLongTransaction(connection -> {
            BatchTransaction.begin(connection);
            return truncate(connection, truncate);
        });
    }

    private static int truncate(Connection connection, Truncate truncate) throws SQLException {
        Optional<Table> table = Catalog.find(connection, truncate.table());
        if (table.isEmpty()) {
            return 0;
        }
        TruncateStatement truncation = TruncateStatement.of(table.get(), truncate);
        try (PreparedStatement statement = connection.prepareStatement(truncation.text())) {
            for (int i = 0; i < truncation.parameters().size(); i++) {
                statement.setObject(i + 1, truncation.parameters().get(i));
            }
            return statement.executeUpdate();
        }
    }

    /** Does what can wait until no records do. */
    public void idle() throws SQLException {
        if (evolution.layout() == TableLayout.HEROKU) {
            untouchedRows.search(tables.known());
        }
    }

    /** Returns the tables of the last batch, written or not. */
    public Set<TableId> tablesInWork() {
        return tablesInWork;
    }

    /** Returns the statements that grant the missing rights, for an error message. */
    public String missingGrants() {
        try {
            Set<String> missing =
                    session.inTransaction(connection -> SystemTables.GRANTS.missing(connection, tables.ids()));
            return String.join("; ", missing);
        } catch (SQLException failure) {
            return "(unknown: " + FailureReport.of(failure) + ")";
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
