/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** A source that only emits copies of one record. It shows what a worker can do at most with records like that one. */
public final class ReadyMadeConnector extends SourceConnector {
    static final String TOPIC = "ready.topic";
    static final String COUNT = "ready.count";
    /** The key and the value of the record, as JSON with its schema. */
    static final String KEY = "ready.key";

    static final String VALUE = "ready.value";

    private Map<String, String> properties;

    @Override
    public String version() {
        return "1";
    }

    @Override
    public void start(Map<String, String> connectorProperties) {
        properties = connectorProperties;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return ReadyMadeTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(properties);
    }

    @Override
    public void stop() {
        // Nothing is open.
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }
}
