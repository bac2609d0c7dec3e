/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.Release;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** A task as Connect drives it; {@link StartedSinkTask} does the work. */
public final class PostgresSinkTask extends SinkTask {
    static final String TASK_NUMBER = "task.number";

    private StartedSinkTask started;

    @Override
    public void start(Map<String, String> props) {
        PostgresSinkConfig config = new PostgresSinkConfig(props);
        SinkMetrics metrics = new SinkMetrics(
                props.getOrDefault("name", "postgres-sink"),
                props.getOrDefault(TASK_NUMBER, "0"),
                context,
                Clock.systemUTC());
        this.started = StartedSinkTask.open(config, context, metrics);
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        started.assign(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started.put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return started.preCommit(offsets);
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        started.revoke(partitions);
    }

    @Override
    public void stop() {
        if (started != null) {
            started.close();
        }
    }

    @Override
    public String version() {
        return Release.version();
    }
}
