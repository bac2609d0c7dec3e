/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.login.LoginSettings;
import dev.tandem.salesforce.login.OrgConnectionSettings;
import dev.tandem.salesforce.sink.settings.ObjectSettings;
import dev.tandem.salesforce.sink.settings.TableSettings;
import dev.tandem.salesforce.sink.settings.WriteOptionsGroup;
import dev.tandem.salesforce.sink.signal.SignalSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The configuration of the connector and its tasks. */
public final class SalesforceSinkConfig extends AbstractConfig {
    /** Without tables there is no Postgres, so validation requires the URL where it is needed. */
    static final String POSTGRES_URL = ConnectionSettings.URL;

    private static final String NAME = "name";
    private static final String TASK_ID = "task.id";
    private static final String TASK_COUNT = "task.count";
    static final ConfigDef DEFINITION = define();

    SalesforceSinkConfig(Map<String, String> properties) {
        super(DEFINITION, properties, false);
    }

    private static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        OrgConnectionSettings.define(definition);
        LoginSettings.define(definition);
        addPostgres(definition);
        TableSettings.define(definition);
        ObjectSettings.define(definition);
        WriteOptionsGroup.define(definition);
        SignalSettings.define(definition);
        return definition;
    }

    /** Adds the options of the Postgres connection under a heading of their own. Both systems share validate.connection. */
    private static void addPostgres(ConfigDef definition) {
        ConfigDef postgres = new ConfigDef();
        ConnectionSettings.define(postgres);
        postgres.configKeys().values().stream()
                .filter(key -> !definition.names().contains(key.name))
                .forEach(key -> definition.define(
                        key.name,
                        key.type,
                        key.name.equals(POSTGRES_URL) ? null : key.defaultValue,
                        key.name.equals(POSTGRES_URL) ? null : key.validator,
                        key.importance,
                        key.documentation,
                        "Postgres",
                        key.orderInGroup,
                        key.width,
                        key.displayName,
                        key.dependents,
                        key.recommender));
    }

    ConnectionSettings postgres() {
        return ConnectionSettings.from(this);
    }

    /** Returns whether the connector writes records to objects, instead of edits of tables. */
    boolean writesRecords() {
        return ObjectSettings.areUsed(originalsStrings());
    }

    Duration maxRetryTime() {
        return OrgConnectionSettings.from(this).maxRetryTime();
    }

    /** Returns the tags of the task's metrics. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", connectorName());
        tags.put("task", Integer.toString(taskId()));
        return tags;
    }

    Map<String, String> tableTags(TableId table) {
        Map<String, String> tags = tags();
        tags.put("table", table.toString());
        return tags;
    }

    Map<String, String> budgetTags() {
        Map<String, String> tags = tags();
        tags.put("api", "budget");
        return tags;
    }

    SalesforceApi salesforce() {
        OrgConnectionSettings connection = OrgConnectionSettings.from(this);
        return SalesforceApi.of(
                connection.org(connection.maxRetryTime()),
                LoginSettings.from(this).credentials(),
                connection.budget());
    }

    /** Returns the name that Connect knows the connector by. */
    String connectorName() {
        return (String) originals().getOrDefault(NAME, "salesforce-sink");
    }

    /** Returns the number of the task; the first one also sweeps and settles. */
    int taskId() {
        return Integer.parseInt((String) originals().getOrDefault(TASK_ID, "0"));
    }

    /** Returns whether the connector has no other task. */
    boolean isOnlyTask() {
        return Integer.parseInt((String) originals().getOrDefault(TASK_COUNT, "1")) == 1;
    }

    /** Returns the properties of a task. */
    static Map<String, String> forTask(Map<String, String> connector, int task, int count) {
        Map<String, String> properties = new java.util.HashMap<>(connector);
        properties.put(TASK_ID, Integer.toString(task));
        properties.put(TASK_COUNT, Integer.toString(count));
        return properties;
    }
}
