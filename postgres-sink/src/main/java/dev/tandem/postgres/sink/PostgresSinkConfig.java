/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.routing.RoutingSettings;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.twoway.TwoWaySettings;
import dev.tandem.postgres.sink.write.WriteSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The connector's configuration, read once into one settings record per concern. */
final class PostgresSinkConfig extends AbstractConfig {
    static final String APPLICATION_NAME = "tandem-postgres-sink";
    static final ConfigDef DEFINITION = definition();

    private final ConnectionSettings connection;
    private final RoutingSettings routing;
    private final RecordSettings records;
    private final WriteSettings writing;
    private final EvolutionSettings evolution;
    private final RetrySettings retries;
    private final TwoWaySettings twoWay;

    PostgresSinkConfig(Map<String, String> properties) {
        super(DEFINITION, properties, false);
        this.connection = ConnectionSettings.from(this);
        this.routing = RoutingSettings.from(this);
        this.writing = WriteSettings.from(this);
        this.twoWay = TwoWaySettings.from(this);
        this.records = RecordSettings.from(this, writing.conflicts().logged(), !twoWay.isUsed());
        this.evolution = EvolutionSettings.from(this);
        this.retries = RetrySettings.from(this);
        if (twoWay.isUsed()) {
            TwoWayRequirements.unmet(this).forEach((key, mistake) -> {
                throw new ConfigException(key, get(key), mistake);
            });
        }
    }

    private static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        ConnectionSettings.define(def);
        RoutingSettings.define(def);
        defineWriting(def);
        RetrySettings.define(def);
        return def;
    }

    /** Defines the options that say how records become rows. */
    static void defineWriting(ConfigDef def) {
        Naming.define(def);
        RecordSettings.define(def);
        WriteSettings.define(def);
        ConflictSettings.define(def);
        EvolutionSettings.define(def);
        TwoWaySettings.define(def);
    }

    /** Returns whether conflicts are to be logged once several topics turn out to share a table. */
    boolean logsConflictsOnDemand() {
        return writing.conflicts().onDemand();
    }

    /** Returns this configuration with the conflict log on. */
    PostgresSinkConfig withConflictLog() {
        Map<String, String> properties = new HashMap<>(originalsStrings());
        properties.put(ConflictSettings.LOG, "on");
        return new PostgresSinkConfig(properties);
    }

    String connectorName() {
        return originalsStrings().getOrDefault("name", "postgres-sink");
    }

    /** Returns the name of the connector with the number of the task. */
    String taskName() {
        return connectorName() + "_" + originalsStrings().getOrDefault(PostgresSinkTask.TASK_NUMBER, "0");
    }

    ConnectionSettings connection() {
        return connection;
    }

    RoutingSettings routing() {
        return routing;
    }

    RecordSettings records() {
        return records;
    }

    WriteSettings writing() {
        return writing;
    }

    EvolutionSettings evolution() {
        return evolution;
    }

    TwoWaySettings twoWay() {
        return twoWay;
    }

    RetrySettings retries() {
        return retries;
    }
}
