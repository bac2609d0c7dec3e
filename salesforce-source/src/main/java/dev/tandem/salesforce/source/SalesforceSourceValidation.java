/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.UnknownOptions;
import dev.tandem.plugin.option.UnresolvedReferences;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.login.ConnectionCheck;
import dev.tandem.salesforce.login.ConnectionSettings;
import dev.tandem.salesforce.login.LoginCheck;
import dev.tandem.salesforce.source.settings.FieldPattern;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.ObjectSettings;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.RowFilters;
import dev.tandem.salesforce.source.settings.SignalSettings;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.Config;

/**
 * Checks options against each other, once each option is valid by itself, and reports all errors at once, each on its key. Never
 * quotes a secret.
 */
final class SalesforceSourceValidation {
    private final CheckedConfig config;
    private final Set<SObjectName> objects = new LinkedHashSet<>();

    private SalesforceSourceValidation(CheckedConfig config) {
        this.config = config;
    }

    /** Adds errors to those that {@code ConfigDef} has found. */
    static Config complete(Config parsed, Map<String, String> properties) {
        SalesforceSourceValidation validation = new SalesforceSourceValidation(new CheckedConfig(parsed, properties));
        validation.run();
        return validation.config.result();
    }

    private void run() {
        Set<String> own = SalesforceSourceConfig.DEFINITION.names();
        UnknownOptions.ofSource(own)
                .allow(SignalSettings.CONSUMER_PREFIX)
                .allow(RowFilters.PREFIX)
                .check(config);
        UnresolvedReferences.check(config, own);
        LoginCheck.run(config);
        boolean reachable = config.isFlawless();
        checkObjects();
        checkFieldPatterns();
        checkSnapshot();
        checkRowFilters();
        checkSignals();
        if (reachable && config.isTrue(ConnectionSettings.VALIDATE)) {
            checkConnection(new SalesforceSourceConfig(config.properties()));
        }
    }

    private void checkObjects() {
        if (config.hasError(ObjectSettings.NAMES)) {
            return;
        }
        List<String> names = config.list(ObjectSettings.NAMES);
        Optional<String> alias = config.text(ObjectSettings.NAME_ALIAS);
        if (names.isEmpty() && alias.isEmpty()) {
            config.error(ObjectSettings.NAMES, "Name at least one object, such as Account.");
        } else if (!names.isEmpty() && alias.isPresent()) {
            config.error(
                    ObjectSettings.NAME_ALIAS,
                    "Both " + ObjectSettings.NAME_ALIAS + " and " + ObjectSettings.NAMES + " are set. Remove one.");
        } else if (names.isEmpty()) {
            checkName(ObjectSettings.NAME_ALIAS, alias.get());
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            checkName(ObjectSettings.NAMES, name);
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                config.error(ObjectSettings.NAMES, "Object " + name + " is listed twice.");
            }
        }
    }

    private void checkName(String key, String name) {
        try {
            SObjectName object = new SObjectName(name);
            if (object.value().endsWith("ChangeEvent")) {
                config.error(key, name + " is a change event. Name the object that it belongs to.");
            } else if (objects.stream().noneMatch(seen -> seen.value().equalsIgnoreCase(name))) {
                objects.add(object);
            }
        } catch (IllegalArgumentException malformed) {
            config.error(key, malformed.getMessage());
        }
    }

    private void checkFieldPatterns() {
        for (String key : List.of(FieldSettings.INCLUDE, FieldSettings.EXCLUDE)) {
            boolean written = config.properties().containsKey(key);
            for (String text : written ? config.list(key) : List.<String>of()) {
                Optional<FieldPattern> pattern = FieldPattern.parse(text);
                if (pattern.isEmpty()) {
                    config.error(
                            key,
                            "'" + text + "' is not of the form Object.Field. Use a pattern such as Account.Phone or"
                                    + " *.PhotoUrl.");
                } else if (!objects.isEmpty()
                        && objects.stream().noneMatch(object -> pattern.get().matchesObject(object.value()))) {
                    config.error(
                            key,
                            "'" + text + "' matches no object of " + ObjectSettings.NAMES
                                    + ". Add the object, or remove the pattern.");
                }
            }
        }
    }

    private void checkSnapshot() {
        boolean off = config.text(ReadSettings.HISTORICAL_SNAPSHOT)
                .filter("false"::equalsIgnoreCase)
                .isPresent();
        if (off && config.properties().containsKey(ReadSettings.SNAPSHOT_MODE)) {
            config.error(
                    ReadSettings.HISTORICAL_SNAPSHOT,
                    "Both " + ReadSettings.HISTORICAL_SNAPSHOT + " and " + ReadSettings.SNAPSHOT_MODE
                            + " are set. Remove " + ReadSettings.HISTORICAL_SNAPSHOT + ".");
        }
    }

    private void checkRowFilters() {
        for (String key : config.properties().keySet()) {
            if (!key.startsWith(RowFilters.PREFIX)) {
                continue;
            }
            String object = key.substring(RowFilters.PREFIX.length());
            if (!objects.isEmpty()
                    && objects.stream().noneMatch(name -> name.value().equalsIgnoreCase(object))) {
                config.error(
                        key,
                        "Object '" + object + "' is not in " + ObjectSettings.NAMES
                                + ". Add it, or remove the condition.");
            } else if (!RowFilters.isCondition(config.properties().get(key))) {
                config.error(
                        key,
                        "The value is not a condition in SOQL. Write what follows WHERE, such as Industry = 'Energy'.");
            }
        }
    }

    private void checkSignals() {
        if (config.text(SignalSettings.TOPIC).isPresent()
                && config.text(SignalSettings.BOOTSTRAP_SERVERS).isEmpty()) {
            config.error(
                    SignalSettings.BOOTSTRAP_SERVERS,
                    SignalSettings.TOPIC + " requires " + SignalSettings.BOOTSTRAP_SERVERS + ".");
        }
    }

    /** Asks Salesforce whether it understands the conditions. */
    private void checkConditions(SalesforceApi api, RowFilters filters) {
        for (SObjectName object : objects) {
            filters.of(object.value()).ifPresent(condition -> {
                try {
                    api.query(Soql.select(List.of("Id"), object) + " WHERE (" + condition + ") LIMIT 1");
                } catch (SalesforceException failure) {
                    config.error(RowFilters.PREFIX + object, failure.getMessage());
                }
            });
        }
    }

    private void checkConnection(SalesforceSourceConfig parsed) {
        ConnectionCheck check = ConnectionCheck.of(parsed.connection(), parsed.login(), config::error);
        if (check.logIn()) {
            checkConditions(check.api(), parsed.reads().filters());
            new ChannelCheck(
                            check.api(),
                            parsed.reads().capture().mode(),
                            error -> config.error(ObjectSettings.NAMES, error))
                    .run(check.describe(ObjectSettings.NAMES, objects));
        }
    }
}
