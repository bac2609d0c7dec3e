/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Grants;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.BatchesByOrigin;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.pipeline.EncodingHandoff;
import dev.tandem.postgres.sink.pipeline.StatementPipeline;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.schema.EvolutionMode;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.sql.TruncateStatement;
import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.sink.SinkRecord;
import org.postgresql.util.PSQLException;

/**
 * Writes changes to their tables: one transaction for all of them, committed when {@link #write} returns. The order of a key's
 * changes is kept, and writing them again changes nothing. When Postgres rejects some record, the batch is divided until that
 * record stands alone; it is rejected, and the others are written. Used by one thread at a time.
 */
public final class BatchWriter implements AutoCloseable {
    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MAX_ATTEMPTS = 5;
    private static final Grants GRANTS = new Grants(SystemTables.REQUIRED, SystemTables.OF_CONFLICTS);

    private final Session session;
    private final StatementPipeline pipeline;
    private final TableCache tables;
    private final BatchTransaction transaction;
    private final RejectedColumn rejectedColumn;
    private final EvolutionSettings evolution;
    private Set<TableId> tablesInWork = Set.of();

    public BatchWriter(
            Session session,
            EncodingHandoff encoding,
            WriteSettings settings,
            EvolutionSettings evolution,
            WriteListener listener) {
        this.session = session;
        this.pipeline = new StatementPipeline(encoding);
        this.tables = new TableCache(session, evolution, listener::schemaChanged);
        this.transaction = new BatchTransaction(session, pipeline, tables, settings, listener);
        this.rejectedColumn = new RejectedColumn(session, tables, settings);
        this.evolution = evolution;
    }

    /**
     * Writes changes.
     *
     * @param rejected takes the records that cannot be written
     * @throws SQLException when the failure concerns the batch as a whole; nothing of the failed part was kept
     */
    public void write(List<Change> changes, List<RejectedRecord> rejected) throws SQLException {
        List<Change> rest = changes;
        while (!rest.isEmpty()) {
            try {
                writeOnce(rest);
                return;
            } catch (RejectedRecordException rejection) {
                rejected.add(new RejectedRecord(
                        rejection.record(), tableOf(rest, rejection.record()), rejection.getMessage(), rejection));
                rest = without(rest, rejection.record());
            } catch (TableMismatch mismatch) {
                rest = withoutMismatches(rest, mismatch, rejected);
            } catch (SQLException failure) {
                if (FailureKind.of(failure) != FailureKind.REJECTED_RECORD) {
                    throw failure;
                }
                if (!admitsNull(rest, failure)) {
                    if (rest.size() == 1) {
                        rejected.add(rejection(rest.get(0), failure));
                        return;
                    }
                    write(rest.subList(0, rest.size() / 2), rejected);
                    rest = rest.subList(rest.size() / 2, rest.size());
                }
            }
        }
    }

    private void writeOnce(List<Change> changes) throws SQLException {
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

    /** Rejects the records whose shape does not fit the table by itself, and returns the others. */
    private List<Change> withoutMismatches(List<Change> changes, TableMismatch mismatch, List<RejectedRecord> rejected)
            throws SQLException {
        Map<RowShape, SchemaMismatchException> mismatches = new IdentityHashMap<>();
        for (Change change : changes) {
            if (change.table().equals(mismatch.batch.table()) && !mismatches.containsKey(change.shape())) {
                mismatches.put(change.shape(), mismatchAlone(change));
            }
        }
        List<Change> fitting = new ArrayList<>();
        for (Change change : changes) {
            SchemaMismatchException alone = mismatches.get(change.shape());
            if (alone == null) {
                fitting.add(change);
            } else {
                rejected.add(
                        new RejectedRecord(change.record(), Optional.of(change.table()), alone.getMessage(), alone));
            }
        }
        return fitting;
    }

    private SchemaMismatchException mismatchAlone(Change change) throws SQLException {
        TableBatch alone = new TableBatch(change.table());
        alone.add(change);
        try {
            tables.ensureFits(alone);
            return null;
        } catch (SchemaMismatchException mismatch) {
            return mismatch;
        }
    }

    private boolean admitsNull(List<Change> changes, SQLException failure) throws SQLException {
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

    private RejectedRecord rejection(Change change, SQLException failure) throws SQLException {
        Optional<RejectedColumn.Found> found = rejectedColumn.find(change, failure);
        String reason = RejectionReason.of(
                change.table(), found.map(column -> column.column().name()).orElse(null), failure);
        String advice = found.map(column -> evolution.advice(column.column(), column.schema()))
                .orElse("");
        return new RejectedRecord(
                change.record(), Optional.of(change.table()), reason + advice, FailureReport.withoutValues(failure));
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

    /** Returns the tables of the last batch, written or not. */
    public Set<TableId> tablesInWork() {
        return tablesInWork;
    }

    /** Returns the statements that grant the missing rights, for an error message. */
    public String missingGrants() {
        try {
            Set<String> missing = session.inTransaction(connection -> GRANTS.missing(connection, tables.ids()));
            return String.join("; ", missing);
        } catch (SQLException failure) {
            return "(unknown: " + FailureReport.of(failure) + ")";
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }

    @SuppressWarnings("ReferenceEquality") // this very record, and comparing two is slow
    private static Optional<TableId> tableOf(List<Change> changes, SinkRecord bad) {
        return changes.stream()
                .filter(change -> change.record() == bad)
                .map(Change::table)
                .findFirst();
    }

    @SuppressWarnings("ReferenceEquality")
    private static List<Change> without(List<Change> changes, SinkRecord bad) {
        return changes.stream().filter(change -> change.record() != bad).toList();
    }

    /** One table of a batch cannot hold its records. */
    private static final class TableMismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient TableBatch batch;

        private TableMismatch(TableBatch batch, SchemaMismatchException cause) {
            super(cause.getMessage(), cause);
            this.batch = batch;
        }
    }
}
