/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.ClientOptions;
import dev.tandem.plugin.option.SinkTopics;
import dev.tandem.plugin.option.UnknownOptions;
import dev.tandem.plugin.option.UnresolvedReferences;
import dev.tandem.postgres.session.ConnectionMistakes;
import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.routing.RoutingSettings;
import dev.tandem.postgres.sink.schema.EvolutionSettings;
import dev.tandem.postgres.sink.twoway.TwoWaySettings;
import dev.tandem.postgres.sink.write.SystemTables;
import dev.tandem.postgres.sink.write.WriteSettings;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;

/** The rules between settings, and those that only the database can check. Every mistake is reported, each at its key. */
final class PostgresSinkValidation {
    /** The options that say how records are written. None is required, so they can be read while others are wrong. */
    private static final ConfigDef WRITING = writing();

    private final CheckedConfig config;

    private PostgresSinkValidation(CheckedConfig config) {
        this.config = config;
    }

    private static ConfigDef writing() {
        ConfigDef definition = new ConfigDef();
        RoutingSettings.define(definition);
        PostgresSinkConfig.defineWriting(definition);
        return definition;
    }

    /** Adds errors to those that {@code ConfigDef} has found. */
    static Config complete(Config parsed, Map<String, String> properties) {
        PostgresSinkValidation validation = new PostgresSinkValidation(new CheckedConfig(parsed, properties));
        validation.run();
        return validation.config.result();
    }

    private void run() {
        Set<String> own = PostgresSinkConfig.DEFINITION.names();
        UnknownOptions.ofSink(own)
                .find(config.properties())
                .forEach((key, message) -> config.error(Printable.of(key), Printable.of(message)));
        UnresolvedReferences.check(config, own);
        ClientOptions.checkOverrides(config);
        ConnectionMistakes.report(config.properties(), config::error);
        checkKey();
        checkNames();
        checkConflicts();
        checkEvolution();
        checkTwoWay();
        if (config.isFlawless()) {
            checkConnection(new PostgresSinkConfig(config.properties()));
        }
    }

    private void checkKey() {
        boolean ofValue = config.text(RecordSettings.PK_MODE)
                .filter("record_value"::equals)
                .isPresent();
        List<String> fields = config.list(RecordSettings.PK_FIELDS);
        if (ofValue && fields.isEmpty()) {
            error(
                    RecordSettings.PK_FIELDS,
                    "must name the key's fields when " + RecordSettings.PK_MODE + " is record_value.");
        }
        if (fields.stream().anyMatch(String::isBlank)) {
            error(RecordSettings.PK_FIELDS, "has an empty entry. Remove the comma.");
        }
        Set<String> seen = new HashSet<>();
        fields.stream()
                .filter(field -> !seen.add(field))
                .distinct()
                .forEach(field -> error(RecordSettings.PK_FIELDS, "lists " + field + " twice. Remove one."));
        if (ofValue
                && config.properties().containsKey(RecordSettings.DELETE_ENABLED)
                && config.isTrue(RecordSettings.DELETE_ENABLED)) {
            error(
                    RecordSettings.DELETE_ENABLED,
                    "needs " + RecordSettings.PK_MODE + "=record_key: a delete has no value to take the key from.");
        }
    }

    private void checkNames() {
        config.text(RoutingSettings.TABLE_NAME_FORMAT)
                .flatMap(RoutingSettings::mistake)
                .ifPresent(mistake -> error(RoutingSettings.TABLE_NAME_FORMAT, mistake));
        Set<String> topics = new HashSet<>();
        for (String entry : config.list(RoutingSettings.TOPICS_TO_TABLES)) {
            RoutingSettings.mistake(entry, topics)
                    .ifPresent(mistake -> error(RoutingSettings.TOPICS_TO_TABLES, mistake));
            topics.add(RoutingSettings.topic(entry));
        }
        SinkTopics.of(config.properties())
                .neverRead(config.list(RoutingSettings.TOPICS_TO_TABLES), RoutingSettings::topic)
                .forEach(topic -> error(
                        RoutingSettings.TOPICS_TO_TABLES,
                        "names the topic " + topic + ", which the connector does not read. Correct it, or remove"
                                + " the entry."));
    }

    private void checkConflicts() {
        if (config.text(ConflictSettings.LOG).filter("on"::equals).isPresent()
                && config.text(WriteSettings.INSERT_MODE)
                        .filter(mode -> !mode.equals("upsert"))
                        .isPresent()) {
            error(
                    ConflictSettings.LOG,
                    "needs " + WriteSettings.INSERT_MODE + "=upsert: otherwise rows stay as they are whoever wins.");
        }
    }

    private void checkEvolution() {
        if (!config.properties().containsKey(EvolutionSettings.SCHEMA_EVOLUTION)
                || config.hasError(EvolutionSettings.SCHEMA_EVOLUTION)) {
            return;
        }
        List<String> aliases = Stream.of(EvolutionSettings.AUTO_CREATE, EvolutionSettings.AUTO_EVOLVE)
                .filter(alias -> config.value(alias) != null)
                .toList();
        String meant = aliases.stream().anyMatch(alias -> Boolean.TRUE.equals(config.value(alias))) ? "add" : "none";
        String set = config.text(EvolutionSettings.SCHEMA_EVOLUTION).orElse(meant);
        if (!meant.equals(set.equals("basic") ? "add" : set)) {
            aliases.forEach(alias -> error(
                    alias,
                    "stands for " + EvolutionSettings.SCHEMA_EVOLUTION + "=" + meant + " here, but it is set to " + set
                            + ". Remove one of the two."));
        }
    }

    /** Checks what two-way tables need, as far as the values are valid. */
    private void checkTwoWay() {
        AbstractConfig mapped = validOnly();
        TwoWaySettings.mappingMistakes(mapped)
                .forEach((option, mistakes) -> mistakes.forEach(mistake -> error(option, mistake)));
        boolean accessUnknown = config.hasError(TwoWaySettings.TOPICS_TO_ACCESS);
        AbstractConfig valid = validOnly();
        boolean used = accessUnknown || TwoWaySettings.areUsed(valid);
        TwoWaySettings.policyMistakes(valid, used).forEach(mistake -> error(TwoWaySettings.FIELD_POLICIES, mistake));
        if (used) {
            TwoWayRequirements.unmet(validOnly()).forEach(this::error);
        }
    }

    /** Returns the options that say how records are written, without those that have errors. */
    private AbstractConfig validOnly() {
        Map<String, String> valid = new HashMap<>(config.properties());
        valid.keySet().removeIf(config::hasError);
        return new AbstractConfig(WRITING, valid, false);
    }

    private void checkConnection(PostgresSinkConfig sink) {
        if (!sink.connection().validated()) {
            return;
        }
        try (Session session = new Session(sink.connection(), PostgresSinkConfig.APPLICATION_NAME)) {
            Set<String> missing = session.inTransaction(connection ->
                    SystemTables.GRANTS.toWrite(connection, tables(sink.routing(), Session.currentSchema(connection))));
            if (!missing.isEmpty()) {
                String user = config.text(ConnectionSettings.USERNAME).isPresent()
                        ? ConnectionSettings.USERNAME
                        : ConnectionSettings.USER;
                config.error(user, "The user lacks rights. Run: " + String.join("; ", missing) + ".");
            }
        } catch (SQLException failure) {
            config.error(FailureReport.key(failure), "Failed to connect to Postgres: " + FailureReport.of(failure));
        }
    }

    /** Returns the tables of the topics that are named; those of {@code topics.regex} are not known yet. */
    private static Set<TableId> tables(RoutingSettings routing, String defaultSchema) {
        return routing.topics().stream()
                .map(topic -> routing.table(topic, defaultSchema))
                .collect(Collectors.toSet());
    }

    private void error(String key, String rest) {
        config.error(key, Printable.of(key + " " + rest));
    }
}
