/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.pipeline;

import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.TopicPosition;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Writes one put behind the task, so that the worker can poll and convert the next records meanwhile.
 *
 * <p><b>Durability.</b> The records of {@code put(n)} are committed when {@code put(n + 1)} or {@link #isDurable} has returned.
 *
 * <p><b>Failure.</b> If the write fails, the next {@link #put} throws, keeps the failed records, and writes them before any
 * others, so the order is kept.
 *
 * <p><b>Threads.</b> Call every method from the task's thread. Only the {@link Writes.Application} runs on another.
 */
public final class WriteBehind implements Writes {
    private final SingleThread thread = new SingleThread("tandem-postgres-sink-writes");
    private final EncodingHandoff encoding;
    private final Application application;
    private Collection<SinkRecord> pending = List.of();
    private Future<List<RejectedRecord>> running;

    public WriteBehind(EncodingHandoff encoding, Application application) {
        this.encoding = encoding;
        this.application = application;
    }

    /**
     * Waits until the records put before are durable, then begins to write these; returns when most of them are encoded.
     *
     * @return the rejected records of those put before
     * @throws SQLException when the records put before cannot be written now; these were not begun, and are to be put again
     */
    @Override
    public List<RejectedRecord> put(Collection<SinkRecord> records) throws SQLException {
        List<RejectedRecord> rejected = finish();
        if (!records.isEmpty()) {
            pending = records;
            begin();
        }
        return rejected;
    }

    private void begin() {
        Collection<SinkRecord> records = pending;
        encoding.offer();
        running = thread.submit(() -> {
            try {
                return application.apply(records);
            } finally {
                encoding.release();
            }
        });
        encoding.serve();
    }

    private List<RejectedRecord> finish() throws SQLException {
        if (pending.isEmpty()) {
            return List.of();
        }
        if (running == null) {
            begin();
        }
        try {
            List<RejectedRecord> rejected = SingleThread.result(running);
            pending = List.of();
            return rejected;
        } finally {
            running = null;
        }
    }

    @Override
    public boolean isBusy() {
        return !pending.isEmpty();
    }

    /** Waits for what is being written. What is not durable, or was rejected, is up to the next {@link #put}. */
    @Override
    public boolean isDurable() {
        if (running == null) {
            return pending.isEmpty();
        }
        try {
            return SingleThread.result(running).isEmpty();
        } catch (SQLException | RuntimeException thrownByTheNextPut) {
            return false;
        }
    }

    /** Forgets the records of revoked partitions: the other task gets them again, since their offsets are not committed. */
    @Override
    public void revoke(Collection<TopicPartition> partitions) {
        if (!isDurable()) {
            running = null;
            pending = pending.stream()
                    .filter(record -> !partitions.contains(partitionOf(record)))
                    .toList();
        }
    }

    private static TopicPartition partitionOf(SinkRecord record) {
        TopicPosition position = TopicPosition.of(record);
        return new TopicPartition(position.topic(), position.partition());
    }

    @Override
    public void close() {
        isDurable();
        thread.close();
    }
}
