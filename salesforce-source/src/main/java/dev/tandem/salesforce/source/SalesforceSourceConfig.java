/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.salesforce.login.LoginSettings;
import dev.tandem.salesforce.login.OrgConnectionSettings;
import dev.tandem.salesforce.source.settings.CaptureSettings;
import dev.tandem.salesforce.source.settings.ChannelSettings;
import dev.tandem.salesforce.source.settings.CustomChannels;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.ObjectSettings;
import dev.tandem.salesforce.source.settings.QueueSettings;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.RecordSettings;
import dev.tandem.salesforce.source.settings.SignalSettings;
import dev.tandem.salesforce.source.settings.SweepSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The parsed configuration of the connector and of its tasks. Validation checks options against each other. */
final class SalesforceSourceConfig extends AbstractConfig {
    static final ConfigDef DEFINITION = define();

    private static final String NAME = "name";
    private static final List<String> DIVERSIONS =
            List.of("producer.override.bootstrap.servers", "transforms", "predicates");
    private static final String ERRORS_TOLERANCE = "errors.tolerance";
    private static final String TASK_ID = "task.id";
    private static final String TASK_OBJECTS = "task.sobject.names";

    private final OrgConnectionSettings connection;
    private final LoginSettings login;
    private final ObjectSettings objects;
    private final ChannelSettings channels;
    private final CustomChannels customChannels;
    private final FieldSettings fields;
    private final RecordSettings records;
    private final ReadSettings reads;
    private final Optional<SignalSettings> signals;
    private final QueueSettings queues;

    SalesforceSourceConfig(Map<String, String> properties) {
        super(DEFINITION, properties, false);
        this.connection = OrgConnectionSettings.from(this);
        this.login = LoginSettings.from(this);
        this.objects = ObjectSettings.from(this);
        this.channels = ChannelSettings.from(this);
        this.customChannels = CustomChannels.from(this);
        this.fields = FieldSettings.from(this);
        this.records = RecordSettings.from(this);
        this.reads = ReadSettings.from(this);
        this.signals = SignalSettings.from(this);
        this.queues = QueueSettings.from(this);
    }

    private static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        OrgConnectionSettings.define(definition);
        LoginSettings.define(definition);
        ObjectSettings.define(definition);
        ChannelSettings.define(definition);
        FieldSettings.define(definition);
        RecordSettings.define(definition);
        CaptureSettings.define(definition);
        ReadSettings.define(definition);
        SweepSettings.define(definition);
        SignalSettings.define(definition);
        QueueSettings.define(definition);
        return definition;
    }

    /** Returns the properties of a task: those of the connector, and the task's share of objects and channels. */
    static Map<String, String> forTask(Map<String, String> connector, int task, List<String> share) {
        Map<String, String> properties = new HashMap<>(connector);
        properties.put(TASK_ID, Integer.toString(task));
        properties.put(TASK_OBJECTS, String.join(",", share));
        return properties;
    }

    OrgConnectionSettings connection() {
        return connection;
    }

    LoginSettings login() {
        return login;
    }

    ObjectSettings objects() {
        return objects;
    }

    ChannelSettings channels() {
        return channels;
    }

    CustomChannels customChannels() {
        return customChannels;
    }

    /** Returns everything that tasks copy: objects by name, and other channels by address. */
    List<String> sources() {
        List<String> sources = new ArrayList<>(objects.names());
        sources.addAll(channels.addresses());
        return sources;
    }

    FieldSettings fields() {
        return fields;
    }

    RecordSettings records() {
        return records;
    }

    ReadSettings reads() {
        return reads;
    }

    Optional<SignalSettings> signals() {
        return signals;
    }

    QueueSettings queues() {
        return queues;
    }

    /** Returns the name that Connect knows the connector by. */
    String connectorName() {
        return (String) originals().getOrDefault(NAME, "salesforce-source");
    }

    /** Returns whether Connect passes over records that it cannot convert or write. */
    boolean toleratesErrors() {
        return "all".equals(originals().get(ERRORS_TOLERANCE));
    }

    /**
     * Returns a text that differs where Connect may write a record to another place than its topic on the worker's brokers: a transform
     * may rename the topic.
     */
    String destination() {
        Map<String, Object> entries = new TreeMap<>(originals());
        entries.keySet().removeIf(name -> DIVERSIONS.stream().noneMatch(name::startsWith));
        return entries.toString();
    }

    String taskId() {
        return (String) originals().getOrDefault(TASK_ID, "0");
    }

    /** Returns the task's share of {@link #sources()}. */
    List<String> taskSources() {
        return List.of(((String) originals().get(TASK_OBJECTS)).split(",", -1));
    }
}
