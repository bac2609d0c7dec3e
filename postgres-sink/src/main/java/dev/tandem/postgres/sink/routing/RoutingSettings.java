/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.routing;

import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.TableId;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * How topics become tables.
 *
 * @param oneTopic whether the connector reads one topic only, by its name
 */
public record RoutingSettings(String format, Map<String, String> mapping, Naming naming, boolean oneTopic) {
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
                "The table of a topic, with " + TOPIC
                        + " for its name. A dot separates schema and table; of more than two parts the"
                        + " last two count; with one part, the table is in the first schema of the search path.",
                GROUP,
                1,
                ConfigDef.Width.MEDIUM,
                "Table name");
        def.define(
                TOPICS_TO_TABLES,
                ConfigDef.Type.LIST,
                "",
                ConfigDef.Importance.LOW,
                "Tables of single topics, as topic:schema.table, in place of " + TABLE_NAME_FORMAT + ".",
                GROUP,
                2,
                ConfigDef.Width.LONG,
                "Tables of topics");
    }

    public static RoutingSettings from(AbstractConfig config) {
        Map<String, String> mapping = new HashMap<>();
        for (String entry : config.getList(TOPICS_TO_TABLES)) {
            int colon = entry.lastIndexOf(':');
            if (colon < 1 || colon == entry.length() - 1) {
                throw new ConfigException(TOPICS_TO_TABLES, entry, "an entry has the form topic:table");
            }
            mapping.put(entry.substring(0, colon), entry.substring(colon + 1));
        }
        return new RoutingSettings(
                config.getString(TABLE_NAME_FORMAT), Map.copyOf(mapping), Naming.from(config), readsOneTopic(config));
    }

    private static boolean readsOneTopic(AbstractConfig config) {
        Object topics = config.originals().get(SinkTask.TOPICS_CONFIG);
        return topics != null && !String.valueOf(topics).contains(",");
    }

    /** Whether records of several topics may belong to one table, and so to one row. */
    public boolean topicsShareTables() {
        return !oneTopic
                && (!format.contains(TOPIC)
                        || mapping.values().stream().distinct().count() < mapping.size());
    }

    /** @param defaultSchema the schema of names that give none */
    TableId table(String topic, String defaultSchema) {
        String name = mapping.getOrDefault(topic, format.replace(TOPIC, topic));
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return naming.table(defaultSchema, name);
        }
        String qualifier = name.substring(0, dot);
        return naming.table(qualifier.substring(qualifier.lastIndexOf('.') + 1), name.substring(dot + 1));
    }
}
