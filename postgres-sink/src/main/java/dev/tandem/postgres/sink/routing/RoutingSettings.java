/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.routing;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.Naming;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * The settings of routing: the table of each topic.
 *
 * @param topics those that the connector reads; empty where it takes them by a pattern
 */
public record RoutingSettings(String format, Map<String, String> mapping, Naming naming, List<String> topics) {
    public static final String TABLE_NAME_FORMAT = "table.name.format";
    public static final String TOPICS_TO_TABLES = "topics.to.tables.mapping";
    private static final String TOPIC = "${topic}";
    private static final String GROUP = "Tables";

    public static void define(ConfigDef def) {
        def.define(
                TABLE_NAME_FORMAT,
                ConfigDef.Type.STRING,
                TOPIC,
                new ConfigDef.NonEmptyString(),
                ConfigDef.Importance.MEDIUM,
                "The table of a topic, where " + TOPIC
                        + " stands for the topic's name. A dot separates schema and table. Of more than two parts, the last two count."
                        + " With one part, the table is in the first schema of the search path.",
                GROUP,
                1,
                ConfigDef.Width.MEDIUM,
                "Table name");
        def.define(
                TOPICS_TO_TABLES,
                ConfigDef.Type.LIST,
                "",
                ConfigDef.Importance.LOW,
                "The tables of single topics, as topic:schema.table, which override " + TABLE_NAME_FORMAT + ".",
                GROUP,
                2,
                ConfigDef.Width.LONG,
                "Tables of topics");
    }

    public static RoutingSettings from(AbstractConfig config) {
        Map<String, String> mapping = new HashMap<>();
        for (String entry : config.getList(TOPICS_TO_TABLES)) {
            mistake(entry, mapping.keySet()).ifPresent(what -> {
                throw new ConfigException(TOPICS_TO_TABLES, entry, what);
            });
            mapping.put(topic(entry), entry.substring(entry.lastIndexOf(':') + 1));
        }
        return new RoutingSettings(
                config.getString(TABLE_NAME_FORMAT), Map.copyOf(mapping), Naming.from(config), topics(config));
    }

    /** Returns what is wrong with an entry of the mapping, given the topics of the entries before it. */
    public static Optional<String> mistake(String entry, Set<String> topics) {
        String table = entry.substring(entry.lastIndexOf(':') + 1);
        if (entry.lastIndexOf(':') < 1 || table.isEmpty() || hasEmptyPart(table)) {
            return Optional.of("must be a list of topic:schema.table, which " + entry + " is not.");
        }
        return topics.contains(topic(entry))
                ? Optional.of("names the topic " + topic(entry) + " twice. Remove one of the entries.")
                : Optional.empty();
    }

    /** Returns the topic of an entry of the mapping. */
    public static String topic(String entry) {
        return entry.substring(0, Math.max(0, entry.lastIndexOf(':')));
    }

    /** Returns what is wrong with a format. */
    public static Optional<String> mistake(String format) {
        if (format.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("contains a control character. Remove it.");
        }
        if (hasEmptyPart(format)) {
            return Optional.of("has an empty schema or table. Use the form schema.table.");
        }
        return format.replace(TOPIC, "").contains("${")
                ? Optional.of("has a placeholder that is not " + TOPIC + ", the only one there is.")
                : Optional.empty();
    }

    private static boolean hasEmptyPart(String name) {
        return name.endsWith(".") || name.startsWith(".") || name.contains("..");
    }

    private static List<String> topics(AbstractConfig config) {
        Object topics = config.originals().get(SinkTask.TOPICS_CONFIG);
        return topics == null
                ? List.of()
                : Arrays.stream(String.valueOf(topics).split(",", -1))
                        .map(String::strip)
                        .toList();
    }

    /** Returns whether the options show that several topics belong to one table, and so perhaps to one row. */
    public boolean topicsShareTables() {
        Set<TableId> tables = topics.stream().map(topic -> table(topic, "")).collect(Collectors.toSet());
        return topics.size() != 1
                && (!format.contains(TOPIC)
                        || tables.size() < topics.size()
                        || mapping.values().stream().distinct().count() < mapping.size());
    }

    /** @param defaultSchema the schema of names that give none */
    public TableId table(String topic, String defaultSchema) {
        String name = mapping.getOrDefault(topic, format.replace(TOPIC, topic));
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return naming.table(defaultSchema, name);
        }
        String qualifier = name.substring(0, dot);
        return naming.table(qualifier.substring(qualifier.lastIndexOf('.') + 1), name.substring(dot + 1));
    }
}
