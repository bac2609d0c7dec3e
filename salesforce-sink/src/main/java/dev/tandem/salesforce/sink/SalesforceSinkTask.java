/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.event.Release;
import dev.tandem.plugin.time.SteadyClock;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * The task, as Connect drives it.
 *
 * <p><b>Offsets.</b> They may move as soon as {@link #put} returns. A record of a two-way table only wakes its row, which says itself
 * what is pending, and a sweep finds rows that were not woken. Without tables, {@code put} returns when the records are written.
 */
public final class SalesforceSinkTask extends SinkTask {
    private RunningTask started;

    @Override
    public String version() {
        return Release.version();
    }

    @Override
    public void start(Map<String, String> properties) {
        SalesforceSinkConfig config = new SalesforceSinkConfig(properties);
        started = config.writesRecords()
                ? ObjectTask.open(config, context, SteadyClock.start())
                : TableTask.open(config, SteadyClock.start());
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started.put(records);
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        started.revoke();
    }

    @Override
    public void stop() {
        if (started != null) {
            started.close();
        }
    }
}
