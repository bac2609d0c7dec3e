/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Millis;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The checks for changes that no event reports. A zero interval switches a check off.
 *
 * @param interval the time between two comparisons with what Salesforce says was modified
 * @param formulaRefresh the time between two reads of objects with formula fields
 */
public record SweepSettings(Duration interval, Duration formulaRefresh) {
    public static final String INTERVAL = "sweep.interval.ms";
    public static final String FORMULA_REFRESH = "formula.refresh.interval.ms";

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Sweeps")
                .add(
                        Option.longInteger(INTERVAL)
                                .defaultsTo(3_600_000L)
                                .atLeast(0)
                                .documentation(
                                        "Milliseconds between two sweeps, which compare the records that Salesforce"
                                                + " says were modified with the events that came, and read again what differs."
                                                + " Each costs two API calls per object, and one more per 2000 modified records."
                                                + " 0 switches sweeps off."),
                        Option.longInteger(FORMULA_REFRESH)
                                .defaultsTo(0L)
                                .atLeast(0)
                                .importance(Importance.LOW)
                                .documentation("Milliseconds between two complete reads of each object that has formula"
                                        + " fields, whose values change without an event."
                                        + " Each costs a Bulk job per object. 0 switches them off."));
    }

    public static SweepSettings from(AbstractConfig config) {
        return new SweepSettings(Millis.read(config, INTERVAL), Millis.read(config, FORMULA_REFRESH));
    }
}
