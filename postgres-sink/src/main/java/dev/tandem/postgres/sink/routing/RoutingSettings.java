/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.routing;

import dev.tandem.postgres.sink.table.TableId;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** How topics become tables. */
public record RoutingSettings(String format) {
    public static final String TABLE_NAME_FORMAT = "table.name.format";
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
                        + " last two count; with one part, the table is in schema public.",
                GROUP,
                1,
                ConfigDef.Width.MEDIUM,
                "Table name");
    }

    public static RoutingSettings from(AbstractConfig config) {
        return new RoutingSettings(config.getString(TABLE_NAME_FORMAT));
    }

    TableId table(String topic) {
        String name = format.replace(TOPIC, topic);
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return new TableId("public", name);
        }
        String schema = name.substring(0, dot);
        return new TableId(schema.substring(schema.lastIndexOf('.') + 1), name.substring(dot + 1));
    }
}
