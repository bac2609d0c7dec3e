/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.attempt.Attempt;
import dev.tandem.postgres.sink.attempt.Postponement;
import dev.tandem.postgres.sink.execution.EncodingHandoff;
import dev.tandem.postgres.sink.record.Batch;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Put;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.Step;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.stop.StoppedTables;
import dev.tandem.postgres.sink.write.WriteContext;
import dev.tandem.postgres.sink.write.WriteTransaction;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * A writer of one put. It writes one batch after the other, each in a {@link WriteTransaction}. The order of a key's changes is kept,
 * and writing them again changes nothing.
 *
 * <p><b>Threads.</b> One thread calls {@link #write}. Meanwhile the task's thread may call {@link #encodeFirstTable}.
 *
 * <p><b>Failure.</b> {@link Recovery} divides a batch that fails until the record that causes the failure stands alone. That record
 * is rejected, and the others are written. Only a failure that is known to concern the connection or the server stops the put as a
 * whole.
 */
public final class PutWriter {
    private final WriteContext context;
    private final Put put;
    private final EncodingHandoff handoff = new EncodingHandoff();
    private final List<RejectedRecord> rejected;
    private final Postponement postponement;
    private final Recovery recovery;
    private final Truncates truncates;
    private final HeldChanges held;

    /** The deadline, by {@link System#nanoTime}, for returning to the worker so that it can poll. */
    private long deadline;

    /** The step that is being written, or was written last. */
    private Step inWork = new Batch(List.of());

    /** @param stopped the tables that cannot be written now */
    public PutWriter(WriteContext context, Put put, StoppedTables stopped) {
        this.context = context;
        this.put = put;
        this.rejected = new ArrayList<>(put.rejected());
        this.postponement = new Postponement(context.tables()::hasExactKey);
        this.held = new HeldChanges(stopped);
        this.recovery = new Recovery(context, postponement, held, rejected::add);
        this.truncates = new Truncates(context, rejected::add, truncate -> inWork = truncate, postponement::dropOlder);
    }

    /**
     * Makes all records durable except those that are rejected. If rejecting them takes longer than the consumer may wait, it stops
     * after one of them, and the rest is to be written again without it.
     *
     * @throws SQLException when Postgres fails as a whole; the same records can be written again
     */
    public PutOutcome write() throws SQLException {
        deadline = System.nanoTime() + context.settings().timeLimit().toNanos();
        try {
            return writeAll();
        } finally {
            handoff.release();
        }
    }

    /**
     * Waits until another thread, in {@link #write}, has decided what to write to the first table, and then encodes the rows. If
     * encoding fails, the write fails.
     */
    public void encodeFirstTable() {
        handoff.encode();
    }

    private PutOutcome writeAll() throws SQLException {
        for (Step step : put.steps()) {
            if (step instanceof Batch batch) {
                writeBatch(batch.changes());
            } else if (step instanceof Truncate truncate && !held.holds(truncate)) {
                truncates.run(truncate);
            }
            if (isTimeUp()) {
                return outcome(false);
            }
        }
        writePostponed();
        if (isTimeUp()) {
            return outcome(false);
        }
        context.forgetPut();
        truncates.retryForTheLastTime();
        return outcome(true);
    }

    private PutOutcome outcome(boolean isFinished) {
        return new PutOutcome(held.withoutThoseThatComeAgain(rejected), isFinished, held.tables());
    }

    /** Returns whether to stop. Each pass rejects at least one record, so this ends. */
    private boolean isTimeUp() {
        return !rejected.isEmpty() && System.nanoTime() - deadline > 0;
    }

    /** Writes changes in one transaction or, if that fails, in several, until the time is up. */
    private void writeBatch(List<Change> changes) throws SQLException {
        Deque<Attempt> attempts = new ArrayDeque<>(Attempt.allOf(changes));
        while (!attempts.isEmpty()) {
            List<Attempt> instead = attempt(postponement.postponeFollowers(withoutHeld(attempts.pop())));
            for (int i = instead.size() - 1; i >= 0; i--) {
                attempts.push(instead.get(i));
            }
            if (isTimeUp()) {
                return;
            }
        }
    }

    private Attempt withoutHeld(Attempt attempt) {
        return attempt.with(held.without(attempt.changes()));
    }

    /** Writes the changes of an attempt in one transaction, and returns what to try instead if that fails. */
    private List<Attempt> attempt(Attempt attempt) throws SQLException {
        inWork = new Batch(attempt.changes());
        try {
            if (!attempt.changes().isEmpty()) {
                new WriteTransaction(context, attempt, handoff).run();
            }
            if (!postponement.isUsed()) {
                context.forgetPut();
            }
            return List.of();
        } catch (SQLException | RuntimeException failure) {
            return recovery.recover(attempt, failure);
        }
    }

    /** Writes the changes that had to wait for the rest. */
    private void writePostponed() throws SQLException {
        while (!isTimeUp()) {
            List<Change> changes = recovery.takePostponed();
            if (changes.isEmpty()) {
                return;
            }
            writeBatch(changes);
        }
    }

    /** Returns the tables of the last transaction, committed or not. */
    public Set<TableId> tablesInWork() {
        return inWork.tables();
    }
}
