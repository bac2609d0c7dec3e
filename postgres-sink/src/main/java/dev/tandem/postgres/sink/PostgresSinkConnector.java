/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.Release;
import dev.tandem.plugin.option.GivenProperties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** A connector that applies change records, and records of any other source, to Postgres tables. */
public final class PostgresSinkConnector extends SinkConnector {
    private Map<String, String> properties;

    @Override
    public void start(Map<String, String> props) {
        this.properties = GivenProperties.of(props);
        UnreadTopics.warn(properties);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return PostgresSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return IntStream.range(0, maxTasks)
                .mapToObj(number -> {
                    Map<String, String> task = new HashMap<>(properties);
                    task.put(PostgresSinkTask.TASK_NUMBER, Integer.toString(number));
                    return task;
                })
                .toList();
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return PostgresSinkConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        Map<String, String> given = GivenProperties.of(connectorConfigs);
        return PostgresSinkValidation.complete(super.validate(given), given);
    }

    @Override
    public String version() {
        return Release.version();
    }

    /** Accepts any offset: records that were applied already change nothing when they come again. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
        return true;
    }
}
