/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.shape.ShapeSettings;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The settings of {@link LastWriterWins}, one record per concern. */
final class LastWriterWinsConfig extends AbstractConfig {
    static final ConfigDef DEFINITION = definition();

    private final ShapeSettings shape;

    LastWriterWinsConfig(Map<String, ?> configs) {
        super(DEFINITION, configs);
        this.shape = ShapeSettings.from(this);
    }

    ShapeSettings shape() {
        return shape;
    }

    private static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        ShapeSettings.define(def);
        return def;
    }
}
