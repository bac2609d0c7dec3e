/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.event.Release;
import dev.tandem.plugin.option.GivenProperties;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.plan.TaskPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** A connector that copies Salesforce objects into topics: all records first, then every change. */
public final class SalesforceSourceConnector extends SourceConnector {
    private Map<String, String> properties;

    @Override
    public String version() {
        return Release.version();
    }

    @Override
    public ConfigDef config() {
        return SalesforceSourceConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        Map<String, String> given = GivenProperties.of(connectorConfigs);
        return SalesforceSourceValidation.complete(super.validate(given), given);
    }

    @Override
    public void start(Map<String, String> connectorConfigs) {
        properties = GivenProperties.of(connectorConfigs);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return SalesforceSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<List<String>> plan = TaskPlan.divide(new SalesforceSourceConfig(properties).sources(), maxTasks);
        List<Map<String, String>> configs = new ArrayList<>();
        for (int task = 0; task < plan.size(); task++) {
            configs.add(SalesforceSourceConfig.forTask(properties, task, plan.get(task)));
        }
        return configs;
    }

    @Override
    public void stop() {
        // Only tasks hold anything.
    }

    /**
     * Supports exactly-once delivery. An offset moves with the last record of an event, and the records of an event are in one
     * poll, so a transaction per poll (Connect's default) stores both or none.
     */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    /** Supports transactions that end where those of Salesforce end. */
    @Override
    public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> connectorConfig) {
        return ConnectorTransactionBoundaries.SUPPORTED;
    }

    /** Accepts any position that can be read. Without an offset, an object begins with its snapshot. */
    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
        Set<String> sources = Set.copyOf(new SalesforceSourceConfig(GivenProperties.of(connectorConfig)).sources());
        offsets.forEach((partition, offset) -> OffsetFormat.check(partition, offset, sources));
        return true;
    }
}
