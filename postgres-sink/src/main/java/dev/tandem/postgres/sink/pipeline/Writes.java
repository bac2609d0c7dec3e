/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.pipeline;

import dev.tandem.postgres.sink.record.RejectedRecord;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** The writing of what the worker puts. Call every method from the task's thread. */
public interface Writes extends AutoCloseable {
    /**
     * Writes records, or begins to.
     *
     * @return rejected records that are to be reported now: everything before them is durable
     * @throws SQLException when Postgres fails as a whole; the same records are to be put again
     */
    List<RejectedRecord> put(Collection<SinkRecord> records) throws SQLException;

    /** Returns whether records wait for another call of {@link #put}. */
    boolean isBusy();

    /** Waits for what is being written, and returns whether all records are durable and every rejected one was returned. */
    boolean isDurable();

    /** Forgets the records of partitions that another task gets. */
    void revoke(Collection<TopicPartition> partitions);

    @Override
    void close();

    /** A step that makes records durable, and returns the rejected ones. */
    @FunctionalInterface
    interface Application {
        List<RejectedRecord> apply(Collection<SinkRecord> records) throws SQLException;
    }
}
