/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How changes are found in the values. */
public record ShapeSettings(String origin, String originField) {
    static final String ORIGIN = "origin";
    static final String ORIGIN_FIELD = "origin.field";

    private static final String GROUP = "Shape";

    public static void define(ConfigDef def) {
        def.define(
                ORIGIN,
                Type.STRING,
                "",
                Importance.MEDIUM,
                "The origin of every change, when the records should not say it themselves. Empty: Tandem's envelope is"
                        + " from salesforce, Debezium's from its source.connector (postgresql is called postgres).",
                GROUP,
                1,
                Width.SHORT,
                "Origin");
        def.define(
                ORIGIN_FIELD,
                Type.STRING,
                "",
                Importance.MEDIUM,
                "The field that names the origin of a change; dots lead into structs, as source.name in Debezium's"
                        + " envelope (its topic.prefix). Not used when origin is set.",
                GROUP,
                2,
                Width.SHORT,
                "Origin field");
    }

    public static ShapeSettings from(AbstractConfig config) {
        return new ShapeSettings(config.getString(ORIGIN), config.getString(ORIGIN_FIELD));
    }
}
