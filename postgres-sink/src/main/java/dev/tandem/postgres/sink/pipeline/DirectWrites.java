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

/** Writes each put before it returns. */
public final class DirectWrites implements Writes {
    private final Application application;

    public DirectWrites(Application application) {
        this.application = application;
    }

    @Override
    public List<RejectedRecord> put(Collection<SinkRecord> records) throws SQLException {
        return application.apply(records);
    }

    @Override
    public boolean isBusy() {
        return false;
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public void revoke(Collection<TopicPartition> partitions) {}

    @Override
    public void close() {}
}
