/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.TopicPosition;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Writes the records of a put while the worker polls and converts the next, at most one put behind. Records that could not be
 * written are kept and written again before any others, so the order is kept. All methods belong to the task's thread; {@link
 * Write} runs on one of its own.
 */
public final class WriteBehind implements AutoCloseable {
    private final SideThread thread = new SideThread("tandem-postgres-sink-writes");
    private final LentThread encoding;
    private final Write write;
    private Collection<SinkRecord> behind = List.of();
    private Future<List<RejectedRecord>> running;

    /** Makes records durable and returns those that cannot be written. */
    @FunctionalInterface
    public interface Write {
        List<RejectedRecord> write(Collection<SinkRecord> records) throws SQLException;
    }

    public WriteBehind(BatchWriter writer, Write write) {
        this.encoding = writer.encoding();
        this.write = write;
    }

    /**
     * Waits until the records put before are durable, then begins to write these; returns when most of them are encoded.
     *
     * @return those refused of the records put before
     * @throws SQLException when the records put before cannot be written now; these were not begun, and are to be put again
     */
    public List<RejectedRecord> put(Collection<SinkRecord> records) throws SQLException {
        List<RejectedRecord> refused = finish();
        if (!records.isEmpty()) {
            behind = records;
            begin();
        }
        return refused;
    }

    private void begin() {
        Collection<SinkRecord> records = behind;
        encoding.lend();
        running = thread.submit(() -> {
            try {
                return write.write(records);
            } finally {
                encoding.giveBack();
            }
        });
        encoding.serve();
    }

    private List<RejectedRecord> finish() throws SQLException {
        if (behind.isEmpty()) {
            return List.of();
        }
        if (running == null) {
            begin();
        }
        try {
            List<RejectedRecord> refused = SideThread.result(running);
            behind = List.of();
            return refused;
        } finally {
            running = null;
        }
    }

    public boolean isBusy() {
        return !behind.isEmpty();
    }

    /** Waits for what is being written. Whether all records are durable and none is refused; what is not, the next put tells. */
    public boolean settle() {
        if (running == null) {
            return behind.isEmpty();
        }
        try {
            return SideThread.result(running).isEmpty();
        } catch (SQLException | RuntimeException toldByTheNextPut) {
            return false;
        }
    }

    /** Forgets the records of partitions that are now another task's; it gets them again, since they are not settled. */
    public void revoke(Collection<TopicPartition> partitions) {
        if (!settle()) {
            running = null;
            behind = behind.stream()
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
        settle();
        thread.close();
    }
}
