/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.event.Release;
import dev.tandem.plugin.option.GivenProperties;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** A connector that writes local edits of two-way tables to Salesforce. */
public final class SalesforceSinkConnector extends SinkConnector {
    private Map<String, String> properties;

    @Override
    public String version() {
        return Release.version();
    }

    @Override
    public ConfigDef config() {
        return SalesforceSinkConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        Map<String, String> given = GivenProperties.of(connectorConfigs);
        return SalesforceSinkValidation.complete(super.validate(given), given);
    }

    @Override
    public void start(Map<String, String> connectorConfigs) {
        properties = GivenProperties.of(connectorConfigs);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return SalesforceSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return IntStream.range(0, maxTasks)
                .mapToObj(task -> SalesforceSinkConfig.forTask(properties, task, maxTasks))
                .toList();
    }

    @Override
    public void stop() {
        // Only tasks hold anything.
    }

    /** Accepts any offset. A record of a two-way table only wakes its row; those for objects are written again. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
        return true;
    }
}
