/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.twoway.LockedRows;
import dev.tandem.postgres.sink.twoway.TwoWayTarget;
import dev.tandem.postgres.sink.write.TableCache;
import dev.tandem.postgres.sink.write.TableMismatch;
import dev.tandem.postgres.sink.write.TablePreparer;
import dev.tandem.postgres.sink.write.WriteContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postgresql.util.PSQLException;

/** The causes of failed changes: it finds the columns and rows that are to blame, and mends tables that are to blame. */
final class FailedChanges {
    private static final String NOT_NULL_VIOLATION = "23502";

    private final Session session;
    private final TableCache tables;
    private final TablePreparer preparer;
    private final EvolutionSettings evolution;
    private final RejectedColumn rejectedColumn;

    FailedChanges(WriteContext context) {
        this.session = context.session();
        this.tables = context.tables();
        this.preparer = context.preparer();
        this.evolution = context.evolution();
        this.rejectedColumn = new RejectedColumn(session, preparer, context.settings());
    }

    /** Returns the rejection of a change that failed alone. */
    RejectedRecord rejection(Change change, SQLException failure) throws SQLException {
        Optional<RejectedColumn.Found> found = rejectedColumn.find(change, failure);
        String reason = RejectionReason.of(
                change.table(), found.map(column -> column.column().name()).orElse(null), failure);
        String advice = found.map(column -> evolution.advice(column.column(), column.schema()))
                .orElse("");
        return rejection(change, reason + advice + ".", FailureReport.withoutValues(failure));
    }

    static RejectedRecord rejection(Change change, String reason, Exception cause) {
        return new RejectedRecord(change.record(), Optional.of(change.table()), reason, cause);
    }

    /** Returns the rejection of a record whose change could not be encoded. */
    RejectedRecord rejection(RejectedRecordException rejection, List<Change> changes) {
        Optional<TableId> table = table(rejection, changes);
        String remedy = rejection
                .unfit()
                .filter(unfit -> table.isPresent())
                .map(unfit -> evolution.remedy(table.get(), unfit))
                .orElse("");
        return new RejectedRecord(rejection.record(), table, rejection.getMessage() + remedy, rejection);
    }

    @SuppressWarnings("ReferenceEquality") // this very record, and comparing two is slow
    private static Optional<TableId> table(RejectedRecordException rejection, List<Change> changes) {
        return changes.stream()
                .filter(change -> change.record() == rejection.record())
                .map(Change::table)
                .findFirst();
    }

    /**
     * Forgets the table of a change that could not be encoded, if it has changed since.
     *
     * @return whether it has, so that the change is worth another try
     */
    boolean forgetTableIfChanged(RejectedRecordException rejection, List<Change> changes) throws SQLException {
        Optional<TableId> table = table(rejection, changes);
        return table.isPresent() && tables.forgetIfChanged(table.get());
    }

    /** Tries to make the table fit this change alone; returns why it cannot, or null if the table fits now. */
    SchemaMismatchException tryToFit(Change change) throws SQLException {
        TableChanges alone = new TableChanges(change.table());
        alone.add(change);
        try {
            preparer.prepare(alone);
            return null;
        } catch (SchemaMismatchException mismatch) {
            return mismatch;
        } catch (TableMismatch mismatch) {
            return mismatch.reason();
        }
    }

    /** Returns whether some of the changes belong to a two-way table. */
    boolean includeTwoWayTable(List<Change> changes) {
        return changes.stream().anyMatch(change -> tables.twoWay(change.table()).isPresent());
    }

    /** Returns the changes of those rows of two-way tables that another transaction holds. */
    Set<Change> changesOfLockedRows(List<Change> changes) throws SQLException {
        Map<TableId, List<Change>> byTable = new TreeMap<>();
        changes.forEach(change -> byTable.computeIfAbsent(change.table(), added -> new ArrayList<>())
                .add(change));
        Set<Change> found = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Map.Entry<TableId, List<Change>> table : byTable.entrySet()) {
            Optional<TwoWayTarget> target = tables.twoWay(table.getKey());
            if (target.isPresent()) {
                found.addAll(session.inTransaction(
                        connection -> LockedRows.of(connection, target.get()).among(table.getValue())));
            }
        }
        return found;
    }

    /**
     * Drops the NOT NULL constraint that caused the failure, if the configuration allows that.
     *
     * @return whether it was dropped, so that the changes are worth another try
     */
    boolean dropNotNull(List<Change> changes, SQLException failure) throws SQLException {
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
        return ours && preparer.dropNotNull(table, column);
    }
}
