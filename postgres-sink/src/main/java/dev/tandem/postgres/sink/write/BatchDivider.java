/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The writing of one put. A batch that fails is divided until the record that it fails for stands alone; that record is rejected,
 * and the others are written. Only a failure that is known to concern the connection or the server stops the batch as a whole.
 *
 * <p><b>Foreign keys.</b> What a foreign key rejects gets another try when the rest of the put is written, since the parent may
 * come after the child. See {@link HeldChanges}.
 *
 * <p><b>Locks.</b> Rows of two-way tables that an application holds come last, so that the others need not wait for it.
 */
public final class BatchDivider {
    /** Foreign key and, since PostgreSQL 18, ON DELETE RESTRICT. */
    private static final Set<String> FOREIGN_KEY_VIOLATIONS = Set.of("23503", "23001");

    /** Lock not available, deadlock. */
    private static final Set<String> LOCK_FAILURES = Set.of("55P03", "40P01");

    private final BatchWriter writer;
    private final List<RejectedRecord> rejected = new ArrayList<>();
    private final HeldChanges held = new HeldChanges();
    /** The changes of rows that an application holds. */
    private final HeldChanges busy = new HeldChanges();

    private boolean dividesHeld;
    private boolean triesBusy;

    public BatchDivider(BatchWriter writer) {
        this.writer = writer;
    }

    public void reject(RejectedRecord record) {
        rejected.add(record);
    }

    /**
     * Writes changes.
     *
     * @throws SQLException when the failure concerns the batch as a whole; nothing of the failed part was kept
     */
    public void write(List<Change> changes) throws SQLException {
        List<Change> rest = withoutHeldRows(changes);
        while (!rest.isEmpty()) {
            try {
                writer.write(rest);
                return;
            } catch (RejectedRecordException rejection) {
                reject(rejection, rest);
                rest = without(rest, rejection.record());
            } catch (TableMismatch mismatch) {
                rest = withoutMismatches(rest, mismatch);
            } catch (SchemaMismatchException mismatch) {
                throw mismatch;
            } catch (RuntimeException broken) {
                rest = rest.size() == 1 ? reject(rest.get(0), broken) : divide(rest);
            } catch (SQLException failure) {
                rest = afterFailure(rest, failure);
            }
        }
    }

    /** Writes what was held, and returns the rejected records. */
    public List<RejectedRecord> finish() throws SQLException {
        releaseHeld();
        return rejected;
    }

    /** Writes the changes of rows that an application held. If it still holds one, the put fails, and is tried again as a whole. */
    private void writeBusy() throws SQLException {
        List<HeldChanges.Held> released = busy.release();
        if (!released.isEmpty()) {
            triesBusy = true;
            write(released.stream().map(HeldChanges.Held::change).toList());
            writeHeld();
            triesBusy = false;
        }
    }

    private List<Change> withoutHeldRows(List<Change> changes) {
        return busy.withoutHeldRows(held.withoutHeldRows(changes));
    }

    /** Writes everything that was held or postponed. */
    public void releaseHeld() throws SQLException {
        writeHeld();
        writeBusy();
    }

    /** Writes what is held. When that makes no progress, the changes that fail are rejected, and those behind them get a try. */
    private void writeHeld() throws SQLException {
        dividesHeld = true;
        int before = Integer.MAX_VALUE;
        List<HeldChanges.Held> released = held.release();
        while (!released.isEmpty()) {
            List<HeldChanges.Held> next = released.size() < before ? released : rejectFailing(released);
            before = next.size();
            write(next.stream().map(HeldChanges.Held::change).toList());
            released = held.release();
        }
        dividesHeld = false;
    }

    /** Rejects the changes that failed themselves, and returns those that only follow them. */
    private List<HeldChanges.Held> rejectFailing(List<HeldChanges.Held> released) throws SQLException {
        List<HeldChanges.Held> following = new ArrayList<>();
        for (HeldChanges.Held change : released) {
            if (change.follows()) {
                following.add(change);
            } else {
                rejected.add(writer.rejection(change.change(), change.failure()));
            }
        }
        return following;
    }

    /** Returns the changes that are still to be written. */
    private List<Change> afterFailure(List<Change> changes, SQLException failure) throws SQLException {
        FailureKind kind = FailureKind.of(failure);
        if (LOCK_FAILURES.contains(failure.getSQLState()) && !triesBusy) {
            return withoutBusy(changes, failure);
        }
        if (kind != FailureKind.REJECTED_RECORD && kind != FailureKind.SCHEMA_CHANGED) {
            throw failure;
        }
        if (writer.admitsNull(changes, failure)) {
            return changes;
        }
        if (FOREIGN_KEY_VIOLATIONS.contains(failure.getSQLState())) {
            return afterForeignKeyViolation(changes, failure);
        }
        if (changes.size() == 1) {
            rejected.add(writer.rejection(changes.get(0), failure));
            return List.of();
        }
        return divide(changes);
    }

    private List<Change> afterForeignKeyViolation(List<Change> changes, SQLException failure) throws SQLException {
        Map<TableId, List<Change>> byTable = new LinkedHashMap<>();
        changes.forEach(change -> byTable.computeIfAbsent(change.table(), added -> new ArrayList<>())
                .add(change));
        if (byTable.size() > 1) {
            for (List<Change> ofTable : byTable.values()) {
                write(ofTable);
            }
            return List.of();
        }
        if (dividesHeld && changes.size() > 1) {
            return divide(changes);
        }
        held.hold(changes, failure);
        return List.of();
    }

    /** Postpones the changes of rows that an application holds, and returns the others. */
    private List<Change> withoutBusy(List<Change> changes, SQLException failure) throws SQLException {
        Set<Change> found = writer.busy(changes);
        if (found.isEmpty()) {
            throw failure;
        }
        busy.hold(changes.stream().filter(found::contains).toList(), failure);
        return changes.stream().filter(change -> !found.contains(change)).toList();
    }

    /** Writes one half and returns the other. */
    private List<Change> divide(List<Change> changes) throws SQLException {
        int half = changes.size() / 2;
        write(changes.subList(0, half));
        return withoutHeldRows(changes.subList(half, changes.size()));
    }

    /** The message of an unexpected failure may quote values, so only its type is reported. */
    private List<Change> reject(Change change, RuntimeException broken) {
        String reason = "Failed to convert it for table " + change.table() + ": "
                + broken.getClass().getSimpleName() + ". Compare the record's schemas with its values.";
        rejected.add(new RejectedRecord(
                change.record(), Optional.of(change.table()), reason, FailureReport.withoutMessage(broken)));
        return List.of();
    }

    private void reject(RejectedRecordException rejection, Collection<Change> changes) {
        Optional<TableId> table = changes.stream()
                .filter(change -> isOf(change, rejection.record()))
                .map(Change::table)
                .findFirst();
        rejected.add(new RejectedRecord(rejection.record(), table, rejection.getMessage(), rejection));
    }

    /** Rejects the records whose shape does not fit the table by itself, and returns the others. */
    private List<Change> withoutMismatches(List<Change> changes, TableMismatch mismatch) throws SQLException {
        Map<RowShape, SchemaMismatchException> mismatches = new IdentityHashMap<>();
        for (Change change : changes) {
            if (change.table().equals(mismatch.batch().table()) && !mismatches.containsKey(change.shape())) {
                mismatches.put(change.shape(), writer.mismatchAlone(change));
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

    private static List<Change> without(List<Change> changes, SinkRecord record) {
        return changes.stream().filter(change -> !isOf(change, record)).toList();
    }

    @SuppressWarnings("ReferenceEquality") // this very record, and comparing two is slow
    private static boolean isOf(Change change, SinkRecord record) {
        return change.record() == record;
    }
}
