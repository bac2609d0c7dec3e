/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.Release;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** A connector that applies change records, and records of any other source, to Postgres tables. */
public final class PostgresSinkConnector extends SinkConnector {
    private Map<String, String> properties;

    @Override
    public void start(Map<String, String> props) {
        this.properties = Map.copyOf(props);
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
        Config config = super.validate(connectorConfigs);
        new PostgresSinkValidation(connectorConfigs, config).validate();
        return config;
    }

    @Override
    public String version() {
        return Release.version();
    }
}
