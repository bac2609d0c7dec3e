/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.sink.attempt.Attempt;
import dev.tandem.postgres.sink.attempt.PostponedChange;
import dev.tandem.postgres.sink.attempt.Postponement;
import dev.tandem.postgres.sink.attempt.Remedy;
import dev.tandem.postgres.sink.attempt.UnpreparedTableException;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.write.TableMismatch;
import dev.tandem.postgres.sink.write.WriteContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A recovery from failed attempts, which ends with each record either written or rejected. {@link Remedy} decides what is tried
 * instead, {@link Postponement} what waits for the rest of the put, and this class acts.
 */
final class Recovery {
    private final WriteContext context;
    private final Postponement postponement;
    private final HeldChanges held;
    private final FailedChanges failed;
    private final Consumer<RejectedRecord> rejected;

    /** @param rejected takes each record that is rejected */
    Recovery(WriteContext context, Postponement postponement, HeldChanges held, Consumer<RejectedRecord> rejected) {
        this.context = context;
        this.postponement = postponement;
        this.held = held;
        this.failed = new FailedChanges(context);
        this.rejected = rejected;
    }

    /**
     * Rejects or postpones the changes that made an attempt fail, and returns what is tried instead, one after the other.
     *
     * @throws SQLException when the failure concerns the put as a whole
     * @throws RuntimeException the failure, if no record is known to cause it
     */
    List<Attempt> recover(Attempt attempt, Exception failure) throws SQLException {
        try {
            return failure instanceof UnpreparedTableException unprepared
                    ? hold(attempt, unprepared)
                    : recoverFrom(failure, attempt);
        } catch (UnpreparedTableException unprepared) {
            return hold(attempt, unprepared);
        }
    }

    /** Returns an attempt at the other tables. */
    private List<Attempt> hold(Attempt attempt, UnpreparedTableException unprepared) throws SQLException {
        return held.hold(unprepared.table(), unprepared.reason(), attempt.changes())
                ? List.of(attempt)
                : recoverFrom(unprepared.reason(), attempt);
    }

    private List<Attempt> recoverFrom(Exception failure, Attempt attempt) throws SQLException {
        if (failure instanceof SQLException rejection) {
            return apply(Remedy.of(attempt, rejection, postponement), attempt, rejection);
        } else if (failure instanceof RejectedRecordException rejection) {
            return rejectUnlessTableChanged(attempt, rejection);
        } else if (failure instanceof TableMismatch mismatch) {
            return List.of(Attempt.first(rejectMismatches(attempt.changes(), mismatch)));
        }
        throw (RuntimeException) failure;
    }

    private List<Attempt> apply(Remedy remedy, Attempt attempt, SQLException failure) throws SQLException {
        List<Change> changes = attempt.changes();
        switch (remedy) {
            case RELOAD_TABLES:
                context.reexamineTables();
                return List.of(attempt.again());
            case SKIP_RACES:
                return List.of(attempt.skippingRaces());
            case POSTPONE_LOCKED_ROWS:
                return postponeLockedRows(attempt, failure);
            case DROP_NOT_NULL:
                return failed.dropNotNull(changes, failure)
                        ? List.of(Attempt.first(changes))
                        : apply(Remedy.narrowDown(attempt), attempt, failure);
            case SEPARATE_TABLES:
                return attempt.byTable();
            case POSTPONE_ORPHANS:
                postponement.addOrphans(changes, failure);
                return List.of();
            case HALVE:
                return attempt.halves();
            case REJECT:
                return rejectUnlessTableChanged(attempt, failure);
            default:
                throw failure;
        }
    }

    /**
     * Postpones the changes of rows of two-way tables that an application holds, and returns an attempt at the others. If there are none,
     * it holds rows of another table, which is tried alone, since a transaction with a two-way table waits only briefly for locks.
     */
    private List<Attempt> postponeLockedRows(Attempt attempt, SQLException failure) throws SQLException {
        List<Change> changes = attempt.changes();
        Set<Change> locked = failed.changesOfLockedRows(changes);
        if (!locked.isEmpty()) {
            postponement.addLockedRows(changes.stream().filter(locked::contains).toList(), failure);
            return List.of(Attempt.first(
                    changes.stream().filter(change -> !locked.contains(change)).toList()));
        }
        if (attempt.hasSeveralTables() && failed.includeTwoWayTable(changes)) {
            return attempt.byTable();
        }
        throw failure;
    }

    /** Rejects the only record of an attempt, unless its table has changed. */
    private List<Attempt> rejectUnlessTableChanged(Attempt attempt, SQLException failure) throws SQLException {
        Change change = attempt.changes().get(0);
        if (context.tables().forgetIfChanged(change.table())) {
            return List.of(Attempt.first(attempt.changes()));
        }
        rejected.accept(failed.rejection(change, failure));
        return List.of();
    }

    /** Rejects the record that could not be encoded, unless its table has changed. */
    private List<Attempt> rejectUnlessTableChanged(Attempt attempt, RejectedRecordException rejection)
            throws SQLException {
        if (failed.forgetTableIfChanged(rejection, attempt.changes())) {
            return List.of(attempt);
        }
        rejected.accept(failed.rejection(rejection, attempt.changes()));
        return List.of(attempt.without(rejection.record()));
    }

    /** Rejects the records whose shape does not fit the table by itself, and returns the others. */
    private List<Change> rejectMismatches(List<Change> changes, TableMismatch mismatch) throws SQLException {
        Map<RowShape, SchemaMismatchException> mismatches = new IdentityHashMap<>();
        for (Change change : changes) {
            if (change.table().equals(mismatch.table()) && !mismatches.containsKey(change.shape())) {
                mismatches.put(change.shape(), failed.tryToFit(change));
            }
        }
        List<Change> fitting = new ArrayList<>();
        for (Change change : changes) {
            SchemaMismatchException alone = mismatches.get(change.shape());
            if (alone == null) {
                fitting.add(change);
            } else {
                rejected.accept(FailedChanges.rejection(change, alone.getMessage(), alone));
            }
        }
        return fitting;
    }

    /**
     * Takes the postponed changes that are tried next, now that the rest of the put is written, and rejects those that will not be
     * tried again.
     */
    List<Change> takePostponed() throws SQLException {
        Postponement.Next next = postponement.takeNext();
        for (PostponedChange hopeless : next.hopeless()) {
            boolean isOrphan = Remedy.isForeignKeyViolation(hopeless.failure());
            if (!isOrphan || !held.holdChild(hopeless.change(), hopeless.failure())) {
                rejected.accept(failed.rejection(hopeless.change(), hopeless.failure()));
            }
        }
        return next.changes();
    }
}
