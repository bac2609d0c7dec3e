/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.sink.PutPreparer.ReadAhead;
import dev.tandem.postgres.sink.execution.SingleThread;
import dev.tandem.postgres.sink.position.RestoreWatch;
import dev.tandem.postgres.sink.put.PutOutcome;
import dev.tandem.postgres.sink.put.PutWriter;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.postgres.sink.record.Revocation;
import dev.tandem.postgres.sink.stop.StoppedTables;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A writer that writes one put while the worker already polls and converts the next. With {@code write.behind=false}, {@link #put}
 * waits for its own records instead.
 *
 * <p><b>Durability.</b> The records of {@code put(n)} are committed once {@code put(n + 1)} has returned normally, or {@link
 * #awaitDurability} has returned true. Without {@code write.behind}, they are once {@code put(n)} has returned.
 *
 * <p><b>Failure.</b> If the write fails, the next {@link #put} throws, keeps the failed records, and writes them before any
 * others, so the order is kept. Without {@code write.behind}, {@link #put} throws, and the worker puts the same records again.
 *
 * <p><b>Time.</b> If rejecting records takes longer than the consumer may go without polling, the write stops early. What it
 * has rejected is returned, so that it can be reported. The next {@link #put} writes the rest, before any others.
 *
 * <p><b>Threads.</b> Call every method from the task's thread. That thread reads and encodes the records, because the processor that
 * has just converted them still has them in its cache. Loading them into another one's would cost more than encoding them. A second
 * thread waits for Postgres.
 */
final class WriteBehind implements AutoCloseable {
    private final SingleThread thread = new SingleThread("tandem-postgres-sink-writes");
    private final PutPreparer preparer;
    private final RestoreWatch watch;
    private final StoppedTables stopped;
    private final boolean behind;
    /** The records that are not known to be durable. */
    private Collection<SinkRecord> pending = List.of();
    /** The records that were rejected so far by writes that ran out of time. They are reported, and not written again. */
    private final Set<SinkRecord> rejected = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The write of {@link #pending}; null before it begins. */
    private Future<PutOutcome> running;

    WriteBehind(PutPreparer preparer, RestoreWatch watch, StoppedTables stopped, boolean behind) {
        this.preparer = preparer;
        this.watch = watch;
        this.stopped = stopped;
        this.behind = behind;
    }

    /**
     * Reads these records, waits until those of the last call are durable, then begins to write these. Returns once it is decided
     * what to write to the first table, and many rows are encoded.
     *
     * @return the outcome of the last call, whose rejected records can be reported now. If that is not finished, this call has taken no
     *     records
     * @throws SQLException when Postgres fails as a whole
     */
    PutOutcome put(Collection<SinkRecord> records) throws SQLException {
        ReadAhead ahead = isBusy() && !records.isEmpty() ? preparer.readAhead(records) : ReadAhead.NOTHING;
        PutOutcome before = awaitWrite();
        if (records.isEmpty() || !before.isFinished()) {
            return before;
        }
        pending = withoutRejected(records);
        startWrite(ahead);
        return behind ? before : awaitWrite();
    }

    private Collection<SinkRecord> withoutRejected(Collection<SinkRecord> records) {
        return rejected.isEmpty()
                ? records
                : records.stream().filter(record -> !rejected.contains(record)).toList();
    }

    private void startWrite(ReadAhead ahead) {
        try {
            preparer.begin("read the positions in tandem.sink_positions");
            pending = watch.admit(stopped.admit(pending));
            PutWriter writer = preparer.prepare(pending, ahead, stopped);
            running = thread.submit(writer::write);
            writer.encodeFirstTable();
        } catch (SQLException | RuntimeException failure) {
            running = CompletableFuture.failedFuture(failure);
        }
    }

    private PutOutcome awaitWrite() throws SQLException {
        if (running == null && pending.isEmpty()) {
            return PutOutcome.NOTHING;
        }
        if (running == null) {
            startWrite(ReadAhead.NOTHING);
        }
        try {
            PutOutcome outcome = SingleThread.result(running);
            stopped.endWrite(outcome.held(), outcome.isFinished());
            if (outcome.isFinished()) {
                pending = List.of();
                rejected.clear();
            } else {
                outcome.rejected().forEach(one -> rejected.add(one.record()));
                pending = withoutRejected(pending);
            }
            return outcome;
        } finally {
            running = null;
            pending = behind ? pending : List.of();
        }
    }

    /** Returns whether records wait for another call of {@link #put}. */
    boolean isBusy() {
        return !pending.isEmpty();
    }

    /**
     * Waits for what is being written, and returns whether all records are durable and none was rejected. The next {@link #put}
     * deals with the others.
     */
    boolean awaitDurability() {
        if (running == null) {
            return pending.isEmpty();
        }
        return SingleThread.resultIfAny(running).filter(PutOutcome::isDurable).isPresent();
    }

    /** Forgets the records of revoked partitions: another task gets them again, since their offsets are not committed. */
    void revoke(Revocation revocation) {
        if (!awaitDurability()) {
            running = null;
            pending = pending.stream()
                    .filter(record -> !revocation.concerns(RecordPosition.of(record)))
                    .toList();
        }
    }

    @Override
    public void close() {
        awaitDurability();
        thread.close();
    }
}
