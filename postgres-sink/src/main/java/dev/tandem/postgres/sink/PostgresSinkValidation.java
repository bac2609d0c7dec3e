/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.plugin.option.UnknownOptions;
import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.session.TlsSettings;
import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.routing.RoutingSettings;
import dev.tandem.postgres.sink.twoway.TwoWaySettings;
import dev.tandem.postgres.sink.write.SystemTables;
import dev.tandem.postgres.sink.write.WriteSettings;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.postgresql.Driver;

/** The rules between settings, and those that only the database can check. Every mistake is reported, each at its key. */
final class PostgresSinkValidation {
    private static final Pattern URL_OPTION = Pattern.compile("[?&;](\\w+)=([^&]*)");

    private final Map<String, String> properties;
    private final Config config;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    PostgresSinkValidation(Map<String, String> properties, Config config) {
        this.properties = properties;
        this.config = config;
        config.configValues().forEach(value -> values.put(value.name(), value));
    }

    /** Adds what it finds to the values of the config. */
    void validate() {
        UnknownOptions.ofSink(PostgresSinkConfig.DEFINITION.names())
                .find(properties)
                .forEach(this::unknown);
        checkUrl();
        checkCredentials();
        checkKey();
        checkNames();
        checkConflicts();
        checkTwoWay();
        if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
            checkConnection(new PostgresSinkConfig(properties));
        }
    }

    private void checkUrl() {
        String url = properties.get(ConnectionSettings.URL);
        if (url == null) {
            return;
        }
        if (ConnectionSettings.holdsUser(url)) {
            error(
                    ConnectionSettings.URL,
                    "has a user or password before the host, which shows in logs. Set " + ConnectionSettings.USER
                            + " and " + ConnectionSettings.PASSWORD + " instead.");
        } else if (ConnectionSettings.isSimple(url)) {
            error(ConnectionSettings.URL, ConnectionSettings.SIMPLE_MODE);
        } else if (!new Driver().acceptsURL(url)) {
            error(ConnectionSettings.URL, "is not a PostgreSQL JDBC URL. Use jdbc:postgresql://host:port/database.");
        }
        Matcher option = URL_OPTION.matcher(url);
        while (option.find()) {
            checkUrlOption(ConnectionSettings.PREFIX + option.group(1), option.group(2));
        }
    }

    private void checkUrlOption(String key, String inUrl) {
        String given = properties.get(key);
        // The driver ignores other spellings, but logs show the secret all the same.
        ConfigDef.ConfigKey secret = PostgresSinkConfig.DEFINITION.configKeys().get(key.toLowerCase(Locale.ROOT));
        if (secret != null && secret.type == ConfigDef.Type.PASSWORD) {
            error(
                    ConnectionSettings.URL,
                    "holds a secret, which shows in logs and to all who may read the configuration; set " + secret.name
                            + " instead");
        } else if (given != null && !given.equals(inUrl)) {
            error(key, "differs from what " + ConnectionSettings.URL + " says. Set only one of them.");
        }
    }

    private void checkCredentials() {
        String user = properties.get(ConnectionSettings.USER);
        String username = properties.get(ConnectionSettings.USERNAME);
        if (user != null && username != null && !user.equals(username)) {
            error(ConnectionSettings.USERNAME, "differs from " + ConnectionSettings.USER + ". Set only one of them.");
        }
        boolean keyless = properties.get(TlsSettings.KEY) == null;
        for (String needsKey : List.of(TlsSettings.CERTIFICATE, TlsSettings.KEY_PASSWORD)) {
            if (keyless && properties.get(needsKey) != null) {
                error(TlsSettings.KEY, "must be set with " + needsKey);
            }
        }
    }

    private void checkKey() {
        boolean ofValue = "record_value".equals(properties.get(RecordSettings.PK_MODE));
        String fields = properties.getOrDefault(RecordSettings.PK_FIELDS, "");
        if (ofValue && fields.isBlank()) {
            error(
                    RecordSettings.PK_FIELDS,
                    "must name the key's fields when " + RecordSettings.PK_MODE + " is record_value");
        }
        if (ofValue && "true".equalsIgnoreCase(properties.get(RecordSettings.DELETE_ENABLED))) {
            error(
                    RecordSettings.DELETE_ENABLED,
                    "needs " + RecordSettings.PK_MODE + "=record_key: a delete has no value to take the key from");
        }
    }

    private void checkNames() {
        RoutingSettings.mistake(properties.getOrDefault(RoutingSettings.TABLE_NAME_FORMAT, ""))
                .ifPresent(mistake -> error(RoutingSettings.TABLE_NAME_FORMAT, mistake));
        Set<String> topics = new HashSet<>();
        String mapping = properties.getOrDefault(RoutingSettings.TOPICS_TO_TABLES, "");
        for (String entry : mapping.isBlank() ? new String[0] : mapping.split(",", -1)) {
            RoutingSettings.mistake(entry.strip(), topics)
                    .ifPresent(mistake -> error(RoutingSettings.TOPICS_TO_TABLES, mistake));
            topics.add(RoutingSettings.topic(entry.strip()));
        }
    }

    private void checkConflicts() {
        if ("on".equals(properties.get(ConflictSettings.LOG))
                && !"upsert".equals(properties.getOrDefault(WriteSettings.INSERT_MODE, "upsert"))) {
            error(
                    ConflictSettings.LOG,
                    "needs " + WriteSettings.INSERT_MODE + "=upsert: otherwise rows stay as they are whoever wins");
        }
    }

    /** Checks what two-way tables need, as far as the values are valid. */
    private void checkTwoWay() {
        Map<String, String> valid = new HashMap<>(properties);
        values.values().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .forEach(value -> valid.remove(value.name()));
        try {
            checkTwoWay(new AbstractConfig(PostgresSinkConfig.DEFINITION, valid, false));
        } catch (ConfigException incomplete) {
            // A value that is needed is among the invalid ones, so the next validation says more.
            return;
        }
    }

    private void checkTwoWay(AbstractConfig config) {
        Map<String, String> ofMappings = TwoWaySettings.mappingMistakes(config);
        ofMappings.forEach(this::error);
        if (!ofMappings.isEmpty()) {
            return;
        }
        List<String> mistakes = TwoWaySettings.policyMistakes(config);
        mistakes.forEach(mistake -> error(TwoWaySettings.FIELD_POLICIES, mistake));
        if (!mistakes.isEmpty() || !TwoWaySettings.from(config).isUsed()) {
            return;
        }
        if (!config.getString(RecordSettings.VERSION_FIELD).isBlank()) {
            error(RecordSettings.VERSION_FIELD, TwoWaySettings.NEEDS_HEADERS);
        }
        if ("on".equals(properties.get(ConflictSettings.LOG))) {
            error(ConflictSettings.LOG, TwoWaySettings.LOGS_CONFLICTS);
        }
    }

    private void checkConnection(PostgresSinkConfig sink) {
        if (!sink.connection().validated()) {
            return;
        }
        try (Session session = new Session(sink.connection(), PostgresSinkConfig.APPLICATION_NAME)) {
            Set<String> missing = session.inTransaction(connection ->
                    SystemTables.GRANTS.toWrite(connection, tables(sink.routing(), Session.currentSchema(connection))));
            if (!missing.isEmpty()) {
                String user = properties.containsKey(ConnectionSettings.USERNAME)
                        ? ConnectionSettings.USERNAME
                        : ConnectionSettings.USER;
                error(user, "names a user that lacks rights. Run: " + String.join("; ", missing));
            }
        } catch (SQLException failure) {
            error(FailureReport.key(failure), "does not lead to the database: " + FailureReport.of(failure));
        }
    }

    /** Returns the tables of the topics that are named; those of {@code topics.regex} are not known yet. */
    private static Set<TableId> tables(RoutingSettings routing, String defaultSchema) {
        return routing.topics().stream()
                .map(topic -> routing.table(topic, defaultSchema))
                .collect(Collectors.toSet());
    }

    /** Adds an unknown option, which has no value in the result yet. */
    private void unknown(String key, String message) {
        ConfigValue value = new ConfigValue(Printable.of(key));
        value.addErrorMessage(Printable.of(message));
        values.put(key, value);
        config.configValues().add(value);
    }

    private void error(String key, String message) {
        ConfigValue value = values.get(key);
        if (value != null) {
            value.addErrorMessage(Printable.of(key + " " + message));
        }
    }
}
