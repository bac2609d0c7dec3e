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
import dev.tandem.postgres.sink.evolution.EvolutionMode;
import dev.tandem.postgres.sink.evolution.EvolutionSettings;
import dev.tandem.postgres.sink.evolution.SchemaEvolver;
import dev.tandem.postgres.sink.evolution.SchemaMismatchException;
import dev.tandem.postgres.sink.evolution.SystemTables;
import dev.tandem.postgres.sink.evolution.TableRewrite;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.record.Truncate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.sink.SinkRecord;
import org.postgresql.util.PSQLException;

/**
 * Writes changes to their tables: one transaction for all of them, committed when {@link #write} returns; the order of a key's
 * changes is kept; writing them again changes nothing. When Postgres refuses some record, the batch is divided until the
 * record stands alone; it is set aside, and the others are written. Used by one thread at a time.
 */
public final class BatchWriter implements AutoCloseable {
    private static final String NOT_NULL_VIOLATION = "23502";
    private static final int MOST_LOOKS = 5;
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Grants GRANTS = new Grants(SystemTables.REQUIRED, SystemTables.OF_CONFLICTS);

    private final Session session;
    private final LentThread encoding = new LentThread();
    private final StatementThread statements = new StatementThread(encoding);
    private final KnownTables tables;
    private final BatchTransaction transaction;
    private final CulpritColumn culprit;
    private final EvolutionSettings evolution;
    private final BatchTransaction.Tables fitting = new FittingTables();
    private Set<TableId> inWork = Set.of();

    public BatchWriter(Session session, WriteSettings settings, EvolutionSettings evolution, WriteListener listener) {
        this.session = session;
        this.tables = new KnownTables(session, new SchemaEvolver(evolution, listener::schemaChanged));
        this.transaction = new BatchTransaction(session, statements, settings, listener);
        this.culprit = new CulpritColumn(session, tables, settings);
        this.evolution = evolution;
    }

    /**
     * @param refused takes the records that cannot be written
     * @throws SQLException when the failure concerns the batch as a whole; nothing of the failed part was kept
     */
    public void write(List<Change> changes, List<RejectedRecord> refused) throws SQLException {
        List<Change> good = changes;
        while (!good.isEmpty()) {
            try {
                writeOnce(good);
                return;
            } catch (RejectedRecordException bad) {
                refused.add(new RejectedRecord(bad.record(), tableOf(good, bad.record()), bad.getMessage(), bad));
                good = without(good, bad.record());
            } catch (TableMismatch mismatch) {
                good = withoutMisfits(good, mismatch, refused);
            } catch (SQLException failure) {
                if (FailureKind.of(failure) != FailureKind.REJECTED_RECORD) {
                    throw failure;
                }
                if (!admitsNull(good, failure)) {
                    if (good.size() == 1) {
                        refused.add(refused(good.get(0), failure));
                        return;
                    }
                    write(good.subList(0, good.size() / 2), refused);
                    good = good.subList(good.size() / 2, good.size());
                }
            }
        }
    }

    private void writeOnce(List<Change> changes) throws SQLException {
        Map<TableId, BatchesByOrigin> tablesChanged = new TreeMap<>();
        changes.forEach(change -> tablesChanged
                .computeIfAbsent(change.table(), BatchesByOrigin::new)
                .add(change));
        List<TableBatch> batches = tablesChanged.values().stream()
                .flatMap(byOrigin -> byOrigin.batches().stream())
                .toList();
        inWork = new TreeSet<>(tablesChanged.keySet());
        int looks = 1;
        boolean racing = false;
        while (true) {
            try {
                transaction.write(batches, fitting, racing);
                return;
            } catch (SQLException failure) {
                boolean changed = failure instanceof KnownTables.TableChanged
                        || FailureKind.of(failure) == FailureKind.SCHEMA_CHANGED;
                if (changed && looks++ < MOST_LOOKS) {
                    tables.forget();
                } else if (UNIQUE_VIOLATION.equals(failure.getSQLState()) && !racing) {
                    // Perhaps somebody else has just inserted the same row.
                    racing = true;
                } else {
                    throw failure;
                }
            }
        }
    }

    private final class FittingTables implements BatchTransaction.Tables {
        @Override
        public KnownTables.KnownTable of(TableBatch batch) throws SQLException {
            try {
                return tables.fitting(batch);
            } catch (SchemaMismatchException mismatch) {
                if (evolution.mode() == EvolutionMode.VALIDATE) {
                    throw mismatch;
                }
                throw new TableMismatch(batch, mismatch);
            }
        }

        /** Where columns are added beside others, a task that does not know of one would leave an old value in it. */
        @Override
        public void confirm(Connection connection, KnownTables.KnownTable table) throws SQLException {
            if (evolution.rewrite() == TableRewrite.NEW_COLUMN) {
                tables.confirm(connection, table);
            }
        }
    }

    /** Records are judged by each shape alone, so that those which do fit are written. */
    private List<Change> withoutMisfits(List<Change> changes, TableMismatch mismatch, List<RejectedRecord> refused)
            throws SQLException {
        Map<RowShape, SchemaMismatchException> misfits = new IdentityHashMap<>();
        for (Change change : changes) {
            if (change.table().equals(mismatch.batch.table()) && !misfits.containsKey(change.shape())) {
                misfits.put(change.shape(), mismatchAlone(change));
            }
        }
        List<Change> fitting = new ArrayList<>();
        for (Change change : changes) {
            SchemaMismatchException misfit = misfits.get(change.shape());
            if (misfit == null) {
                fitting.add(change);
            } else {
                refused.add(
                        new RejectedRecord(change.record(), Optional.of(change.table()), misfit.getMessage(), misfit));
            }
        }
        return fitting;
    }

    private SchemaMismatchException mismatchAlone(Change change) throws SQLException {
        TableBatch alone = new TableBatch(change.table());
        alone.add(change);
        try {
            tables.fitting(alone);
            return null;
        } catch (SchemaMismatchException mismatch) {
            return mismatch;
        }
    }

    private boolean admitsNull(List<Change> changes, SQLException failure) throws SQLException {
        if (!NOT_NULL_VIOLATION.equals(failure.getSQLState()) || !(failure instanceof PSQLException refused)) {
            return false;
        }
        String column = refused.getServerErrorMessage().getColumn();
        TableId table = new TableId(
                refused.getServerErrorMessage().getSchema(),
                refused.getServerErrorMessage().getTable());
        boolean ours = changes.stream()
                .anyMatch(
                        change -> change.table().equals(table) && change.shape().hasColumn(column));
        return ours && tables.admitNull(table, column);
    }

    private RejectedRecord refused(Change change, SQLException failure) throws SQLException {
        Optional<CulpritColumn.Culprit> found = culprit.find(change, failure);
        String reason = RejectionReason.of(
                change.table(), found.map(column -> column.column().name()).orElse(null), failure);
        String advice = found.map(column -> evolution.advice(column.column(), column.schema()))
                .orElse("");
        return new RejectedRecord(
                change.record(), Optional.of(change.table()), reason + advice, FailureReport.withoutValues(failure));
    }

    /** Deletes all rows of a table that are older, each leaving its tombstone. */
    public void truncate(Truncate truncate) throws SQLException {
        session.inLongTransaction(connection -> {
            BatchTransaction.begin(connection);
            return Truncation.run(connection, truncate);
        });
    }

    /** Where rows are encoded while a thread is lent for it. */
    LentThread encoding() {
        return encoding;
    }

    /** The tables that were last written, or were to be. */
    public Set<TableId> inWork() {
        return inWork;
    }

    /** The statements that would give the rights that are missing, for an error message. */
    public String missingGrants() {
        try {
            Set<String> missing = session.inTransaction(connection -> GRANTS.missing(connection, tables.ids()));
            return String.join("; ", missing);
        } catch (SQLException failure) {
            return "(cannot be found out: " + FailureReport.of(failure) + ")";
        }
    }

    @Override
    public void close() {
        statements.close();
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
