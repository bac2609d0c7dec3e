/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.attempt.Attempt;
import dev.tandem.postgres.sink.attempt.Postponement;
import dev.tandem.postgres.sink.record.Batch;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Put;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.Step;
import dev.tandem.postgres.sink.record.Truncate;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A writer of one put: {@link #begin} makes a head start, and {@link #writeAll} writes one batch after the other, each in a {@link
 * WriteTransaction}. The order of a key's changes is kept, and writing them again changes nothing.
 *
 * <p><b>Threads.</b> One thread at a time, except that {@link HeadStart#encode} may run while another thread is in {@link #writeAll}.
 *
 * <p><b>Failure.</b> {@link Recovery} divides a batch that fails until the record that causes the failure stands alone. That record
 * is rejected, and the others are written. Only a failure that is known to concern the connection or the server stops the put as a
 * whole.
 */
public final class PutWriter {
    private final WriteContext context;
    private final Put put;
    private final List<RejectedRecord> rejected;
    private final Postponement postponement;
    private final Recovery recovery;
    private final Truncates truncates;

    /** The deadline, by {@link System#nanoTime}, for returning to the worker so that it can poll. */
    private long deadline;

    /** The step that is being written, or was written last. */
    private Step inWork = new Batch(List.of());

    public PutWriter(WriteContext context, Put put) {
        this.context = context;
        this.put = put;
        this.rejected = new ArrayList<>(put.rejected());
        this.postponement = new Postponement(context.tables()::hasExactKey);
        this.recovery = new Recovery(context, postponement, rejected::add);
        this.truncates = new Truncates(context, rejected::add, truncate -> inWork = truncate, postponement::dropOlder);
    }

    /** Begins the transaction of the first batch, if the put begins with one. A failure waits for {@link #writeAll}. */
    public HeadStart begin() {
        if (put.steps().isEmpty() || !(put.steps().get(0) instanceof Batch batch)) {
            return new HeadStart.None();
        }
        try {
            Attempt attempt = Attempt.allOf(batch.changes()).get(0);
            return new HeadStart.Begun(WriteTransaction.begin(context, attempt));
        } catch (SQLException | RuntimeException failure) {
            return new HeadStart.Failed(failure);
        }
    }

    /**
     * Makes all records durable except those that are rejected. If rejecting them takes longer than the consumer may wait, it stops
     * after one of them, and the rest is to be written again without it.
     *
     * @param start what {@link #begin} returned
     * @throws SQLException when Postgres fails as a whole; the same records can be written again
     */
    public PutOutcome writeAll(HeadStart start) throws SQLException {
        deadline = System.nanoTime() + context.settings().timeLimit().toNanos();
        HeadStart next = start;
        for (Step step : put.steps()) {
            if (step instanceof Batch batch) {
                write(batch.changes(), next);
                next = new HeadStart.None();
            } else if (step instanceof Truncate truncate) {
                truncates.run(truncate);
            }
            if (isTimeUp()) {
                return new PutOutcome(rejected, false);
            }
        }
        writePostponed();
        if (isTimeUp()) {
            return new PutOutcome(rejected, false);
        }
        context.forgetPut();
        truncates.retryForTheLastTime();
        return new PutOutcome(rejected, true);
    }

    /** Returns whether to stop. Each pass rejects at least one record, so this ends. */
    private boolean isTimeUp() {
        return !rejected.isEmpty() && System.nanoTime() - deadline > 0;
    }

    /** Writes changes in one transaction or, if that fails, in several, until the time is up. */
    private void write(List<Change> changes, HeadStart start) throws SQLException {
        HeadStart next = start;
        Deque<Attempt> attempts = new ArrayDeque<>(Attempt.allOf(changes));
        while (!attempts.isEmpty()) {
            Attempt attempt = postponement.postponeFollowers(attempts.pop());
            inWork = new Batch(attempt.changes());
            try {
                if (!attempt.changes().isEmpty()) {
                    begin(attempt, next).writeAndCommit();
                }
                if (!postponement.isUsed()) {
                    context.forgetPut();
                }
            } catch (SQLException | RuntimeException failure) {
                List<Attempt> instead = recovery.recover(attempt, failure);
                for (int i = instead.size() - 1; i >= 0; i--) {
                    attempts.push(instead.get(i));
                }
            }
            if (isTimeUp()) {
                return;
            }
            next = new HeadStart.None();
        }
    }

    /** Returns the transaction that has a head start, or else begins one. */
    private WriteTransaction begin(Attempt attempt, HeadStart start) throws SQLException {
        if (start instanceof HeadStart.Begun begun) {
            return begun.transaction();
        } else if (start instanceof HeadStart.Failed failed) {
            throw failed.rethrown();
        }
        return WriteTransaction.begin(context, attempt);
    }

    /** Writes the changes that had to wait for the rest. */
    private void writePostponed() throws SQLException {
        while (!isTimeUp()) {
            List<Change> changes = recovery.takePostponed();
            if (changes.isEmpty()) {
                return;
            }
            write(changes, new HeadStart.None());
        }
    }

    /** Returns the tables of the last transaction, committed or not. */
    public Set<TableId> tablesInWork() {
        if (inWork instanceof Truncate truncate) {
            return Set.of(truncate.table());
        }
        return ((Batch) inWork).changes().stream().map(Change::table).collect(Collectors.toCollection(TreeSet::new));
    }
}
