/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.batch.KeyRuns;
import dev.tandem.postgres.sink.record.Batch;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Put;
import dev.tandem.postgres.sink.record.Step;
import dev.tandem.postgres.sink.record.Truncate;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The writing of one put: {@link #planFirstBatch} begins the transaction of its first batch, {@link #encodeFirstBatch} prepares the
 * parameters of that batch, {@link #writeAll} writes one batch after the other, each in a {@link BatchTransaction}. The order of a
 * key's changes is kept, and writing them again changes nothing.
 *
 * <p><b>Threads.</b> One thread at a time, except that {@link #encodeFirstBatch} may run while another thread is in {@link
 * #writeAll}.
 *
 * <p><b>Failure.</b> A batch that fails is divided until the record that it fails for stands alone (see {@link BatchDivider}); that
 * record is rejected, and the others are written. Only a failure that is known to concern the connection or the server stops the
 * put as a whole.
 */
public final class PutWriter {
    private final WriteContext context;
    private final Put put;
    private final BatchDivider divider;
    private final Truncates truncates;
    /** The transaction of the first batch; null if there is none. */
    private final BatchTransaction first;

    private boolean isFirstTried;
    /** The time, by {@link System#nanoTime}, at which the consumer is to be asked for records again. */
    private long deadline;

    /** The step that is being written, or was written last. */
    private Step inWork = new Batch(List.of());

    public PutWriter(WriteContext context, Put put) {
        this.context = context;
        this.put = put;
        this.divider = new BatchDivider(context, put.rejected());
        this.truncates =
                new Truncates(context, divider.rejected()::add, truncate -> inWork = truncate, divider::dropOlder);
        this.first = !put.steps().isEmpty() && put.steps().get(0) instanceof Batch batch
                ? new BatchTransaction(
                        context, Attempt.first(KeyRuns.of(batch.changes()).get(0)))
                : null;
    }

    /** Begins the transaction of the first batch, and plans what it writes. A failure waits for {@link #writeAll}. */
    public void planFirstBatch() {
        if (first != null) {
            first.planFirstTable();
        }
    }

    /** Encodes the rows that have been planned. */
    public void encodeFirstBatch() {
        if (first != null) {
            first.encodeFirstTable();
        }
    }

    /**
     * Makes all records durable except those that are rejected. If rejecting them takes longer than the consumer may wait, it stops
     * after one of them, and the rest is to be written again without it.
     *
     * @throws SQLException when Postgres fails as a whole; the same records can be written again
     */
    public PutOutcome writeAll() throws SQLException {
        deadline = System.nanoTime() + context.settings().timeLimit().toNanos();
        for (Step step : put.steps()) {
            if (step instanceof Batch batch) {
                write(batch.changes());
            } else if (step instanceof Truncate truncate) {
                truncates.run(truncate);
            }
            if (isTimeUp()) {
                return new PutOutcome(divider.rejected(), false);
            }
        }
        writePostponed();
        if (isTimeUp()) {
            return new PutOutcome(divider.rejected(), false);
        }
        context.forgetPut();
        truncates.retryForTheLastTime();
        return new PutOutcome(divider.rejected(), true);
    }

    /** Returns whether to stop. Each try rejects at least one record, so that there is an end. */
    private boolean isTimeUp() {
        return !divider.rejected().isEmpty() && System.nanoTime() - deadline > 0;
    }

    /** Writes changes in one transaction or, if that fails, in several, until the time is up. */
    private void write(List<Change> changes) throws SQLException {
        Deque<Attempt> attempts = new ArrayDeque<>();
        KeyRuns.of(changes).forEach(run -> attempts.add(Attempt.first(run)));
        while (!attempts.isEmpty()) {
            Attempt attempt = divider.postponeFollowers(attempts.pop());
            inWork = new Batch(attempt.changes());
            try {
                takeTransaction(attempt).writeAndCommit();
                if (!divider.hasPostponed()) {
                    context.forgetPut();
                }
            } catch (SQLException | RuntimeException failure) {
                List<Attempt> instead = divider.divide(attempt, failure);
                for (int i = instead.size() - 1; i >= 0; i--) {
                    attempts.push(instead.get(i));
                }
            }
            if (isTimeUp()) {
                return;
            }
        }
    }

    /** Returns the transaction that {@link #planFirstBatch} has begun, if this is the first attempt, else a new one. */
    private BatchTransaction takeTransaction(Attempt attempt) {
        if (first != null && !isFirstTried) {
            isFirstTried = true;
            return first;
        }
        return new BatchTransaction(context, attempt);
    }

    /** Writes the changes that had to wait for the rest. */
    private void writePostponed() throws SQLException {
        while (!isTimeUp()) {
            List<Change> next = divider.takePostponed();
            if (next.isEmpty()) {
                return;
            }
            write(next);
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
