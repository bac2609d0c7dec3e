/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.order.OrderSettings;
import dev.tandem.conflict.row.RowSettings;
import dev.tandem.conflict.shape.ShapeSettings;
import dev.tandem.plugin.option.GivenProperties;
import dev.tandem.plugin.option.UnknownOptions;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The settings of {@link LastWriterWins}, one record per concern. */
final class LastWriterWinsConfig extends AbstractConfig {
    static final ConfigDef DEFINITION = definition();

    private final ShapeSettings shape;
    private final RowSettings row;
    private final OrderSettings order;
    private final OutcomeSettings outcome;

    LastWriterWinsConfig(Map<String, ?> configs) {
        super(DEFINITION, GivenProperties.of(configs));
        rejectUnknownOptions(configs.keySet());
        this.shape = ShapeSettings.from(this);
        this.row = RowSettings.from(this);
        this.order = OrderSettings.from(this);
        this.outcome = OutcomeSettings.from(this);
    }

    ShapeSettings shape() {
        return shape;
    }

    RowSettings row() {
        return row;
    }

    OrderSettings order() {
        return order;
    }

    OutcomeSettings outcome() {
        return outcome;
    }

    private static void rejectUnknownOptions(Set<String> given) {
        Map<String, String> errors =
                UnknownOptions.ofTransform(DEFINITION.names()).find(given);
        if (!errors.isEmpty()) {
            throw new ConfigException(String.join(" ", errors.values()));
        }
    }

    private static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        OutcomeSettings.define(def);
        ShapeSettings.define(def);
        RowSettings.define(def);
        OrderSettings.define(def);
        return def;
    }
}
