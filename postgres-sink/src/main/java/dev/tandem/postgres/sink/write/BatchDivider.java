/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.write.PostponedChanges.Postponed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A divider of failed batches. It tries the same changes again if another process got there first, otherwise each half of them,
 * until the offending record stands alone. That record is rejected.
 *
 * <p><b>Foreign keys.</b> Changes that violate a foreign key are tried once more after the rest of the put, since the parent may
 * come after the child.
 *
 * <p><b>Locks.</b> Rows of two-way tables that an application holds come last, so that the others need not wait for it.
 */
final class BatchDivider {
    /** Foreign key and, since PostgreSQL 18, ON DELETE RESTRICT. */
    private static final Set<String> FOREIGN_KEY_VIOLATIONS = Set.of("23503", "23001");

    /** Lock not available, deadlock. */
    private static final Set<String> LOCK_FAILURES = Set.of("55P03", "40P01");

    private static final String UNIQUE_VIOLATION = "23505";
    private static final int MAX_ATTEMPTS = 5;

    private final FailedChanges failed;
    private final WriteContext context;
    private final List<RejectedRecord> rejected;
    /** The changes that a foreign key rejected. */
    private final PostponedChanges orphans;
    /** The changes of rows that an application holds. */
    private final PostponedChanges busy;

    private boolean triesOrphans;
    private boolean triesBusy;
    /** The number of orphans that were tried last. */
    private int orphansBefore = Integer.MAX_VALUE;

    /** @param rejected the records that are rejected already */
    BatchDivider(WriteContext context, List<RejectedRecord> rejected) {
        this.failed = new FailedChanges(context);
        this.context = context;
        this.orphans = new PostponedChanges(context.tables()::hasExactKey);
        this.busy = new PostponedChanges(context.tables()::hasExactKey);
        this.rejected = new ArrayList<>(rejected);
    }

    static boolean isForeignKeyViolation(SQLException failure) {
        return FOREIGN_KEY_VIOLATIONS.contains(failure.getSQLState());
    }

    /** Returns whether changes wait for the rest of the put, or did until now. */
    boolean hasPostponed() {
        return triesOrphans || triesBusy || !orphans.isEmpty() || !busy.isEmpty();
    }

    List<RejectedRecord> rejected() {
        return rejected;
    }

    /** Drops the waiting changes whose rows a truncate would have deleted. */
    void dropOlder(Truncate truncate) {
        orphans.dropOlder(truncate);
    }

    /** Postpones the changes of rows that have one waiting, and returns the others. */
    Attempt postponeFollowers(Attempt attempt) {
        return attempt.with(busy.without(orphans.without(attempt.changes())));
    }

    /**
     * Divides an attempt that failed: rejects or postpones the changes that are to blame, and returns what is tried instead, one
     * after the other. A failure that no record is known to cause is thrown again.
     *
     * @throws SQLException when the failure concerns the put as a whole
     */
    List<Attempt> divide(Attempt attempt, Exception failure) throws SQLException {
        List<Change> changes = attempt.changes();
        if (failure instanceof SQLException rejection) {
            return divide(attempt, rejection);
        } else if (failure instanceof RejectedRecordException rejection) {
            if (failed.tableHasChanged(rejection, changes)) {
                return List.of(attempt);
            }
            rejected.add(failed.rejection(rejection, changes));
            return List.of(Attempt.first(without(changes, rejection.record())));
        } else if (failure instanceof TableMismatch mismatch) {
            return List.of(Attempt.first(rejectMismatches(changes, mismatch)));
        }
        throw (RuntimeException) failure;
    }

    private List<Attempt> divide(Attempt attempt, SQLException failure) throws SQLException {
        boolean changed =
                failure instanceof TableCache.TableChanged || FailureKind.of(failure) == FailureKind.SCHEMA_CHANGED;
        if (changed && attempt.number() < MAX_ATTEMPTS) {
            context.reexamineTables();
            return List.of(attempt.again());
        }
        if (UNIQUE_VIOLATION.equals(failure.getSQLState()) && attempt.race() == InsertRace.FAIL) {
            // Perhaps another process has just inserted the same row.
            return List.of(attempt.skippingRaces());
        }
        if (LOCK_FAILURES.contains(failure.getSQLState()) && !triesBusy) {
            return List.of(Attempt.first(postponeBusy(attempt.changes(), failure)));
        }
        FailureKind kind = FailureKind.of(failure);
        if (kind != FailureKind.REJECTED_RECORD && kind != FailureKind.SCHEMA_CHANGED) {
            throw failure;
        }
        return divideRejected(attempt, failure);
    }

    private List<Attempt> divideRejected(Attempt attempt, SQLException failure) throws SQLException {
        List<Change> changes = attempt.changes();
        if (failed.dropNotNull(changes, failure)) {
            return List.of(Attempt.first(changes));
        }
        if (isForeignKeyViolation(failure)) {
            return postponeOrphans(attempt, failure);
        }
        if (changes.size() > 1) {
            return halves(attempt);
        }
        if (context.tables().forgetIfChanged(changes.get(0).table())) {
            return List.of(Attempt.first(changes));
        }
        rejected.add(failed.rejection(changes.get(0), failure));
        return List.of();
    }

    private List<Attempt> postponeOrphans(Attempt attempt, SQLException failure) {
        List<Change> changes = attempt.changes();
        Map<TableId, List<Change>> byTable = new LinkedHashMap<>();
        changes.forEach(change -> byTable.computeIfAbsent(change.table(), added -> new ArrayList<>())
                .add(change));
        if (byTable.size() > 1) {
            return byTable.values().stream().map(Attempt::first).toList();
        }
        if (triesOrphans && changes.size() > 1) {
            return halves(attempt);
        }
        orphans.add(changes, failure);
        return List.of();
    }

    private static List<Attempt> halves(Attempt attempt) {
        List<Change> changes = attempt.changes();
        int half = changes.size() / 2;
        return List.of(attempt.part(changes.subList(0, half)), attempt.part(changes.subList(half, changes.size())));
    }

    /** Postpones the changes of rows that an application holds, and returns the others. */
    private List<Change> postponeBusy(List<Change> changes, SQLException failure) throws SQLException {
        Set<Change> found = failed.busy(changes);
        if (found.isEmpty()) {
            throw failure;
        }
        busy.add(changes.stream().filter(found::contains).toList(), failure);
        return changes.stream().filter(change -> !found.contains(change)).toList();
    }

    /** Rejects the records whose shape does not fit the table by itself, and returns the others. */
    private List<Change> rejectMismatches(List<Change> changes, TableMismatch mismatch) throws SQLException {
        Map<RowShape, SchemaMismatchException> mismatches = new IdentityHashMap<>();
        for (Change change : changes) {
            if (change.table().equals(mismatch.batch().table()) && !mismatches.containsKey(change.shape())) {
                mismatches.put(change.shape(), failed.tryToFit(change));
            }
        }
        List<Change> fitting = new ArrayList<>();
        for (Change change : changes) {
            SchemaMismatchException alone = mismatches.get(change.shape());
            if (alone == null) {
                fitting.add(change);
            } else {
                rejected.add(FailedChanges.rejection(change, alone.getMessage(), alone));
            }
        }
        return fitting;
    }

    @SuppressWarnings("ReferenceEquality") // this very record, and comparing two is slow
    private static List<Change> without(List<Change> changes, SinkRecord record) {
        return changes.stream().filter(change -> change.record() != record).toList();
    }

    /**
     * Takes the postponed changes that are tried next, now that the rest of the put is written: orphans for as long as some are
     * written, then busy rows. If an application still holds one of those, the put fails, and is tried again as a whole.
     */
    List<Change> takePostponed() throws SQLException {
        List<Postponed> next = takeOrphans();
        if (next.isEmpty()) {
            next = busy.release();
            triesBusy = !next.isEmpty();
        }
        return next.stream().map(Postponed::change).toList();
    }

    /** Takes the orphans. When a try has written none, it rejects those that failed, and takes those behind them. */
    private List<Postponed> takeOrphans() throws SQLException {
        List<Postponed> waiting = orphans.release();
        List<Postponed> next = waiting.size() < orphansBefore ? waiting : rejectOrphans(waiting);
        triesOrphans = !next.isEmpty();
        orphansBefore = triesOrphans ? next.size() : Integer.MAX_VALUE;
        return next;
    }

    /** Rejects the changes that failed themselves, and returns those that only follow them. */
    private List<Postponed> rejectOrphans(List<Postponed> waiting) throws SQLException {
        List<Postponed> following = new ArrayList<>();
        for (Postponed change : waiting) {
            if (change.follows()) {
                following.add(change);
            } else {
                rejected.add(failed.rejection(change.change(), change.failure()));
            }
        }
        return following;
    }
}
