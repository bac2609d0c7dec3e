/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Millis;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The way in which changes are noticed.
 *
 * @param pollInterval the time between two polls of an object that is polled
 */
public record CaptureSettings(CaptureMode mode, Duration pollInterval) {
    public static final String MODE = "capture.mode";
    static final String POLL_INTERVAL = "poll.interval.ms";

    /** The way in which changes of an object are noticed. */
    public enum CaptureMode {
        /** Follows the object's change events. */
        STREAMING,
        /** Asks from time to time what was modified. */
        POLLING,
        /** Follows change events where Change Data Capture is selected, and polls otherwise. */
        AUTO
    }

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Capture")
                .add(
                        Option.choice(MODE, CaptureMode.class)
                                .defaultsTo(CaptureMode.STREAMING)
                                .documentation("How changes are noticed:"
                                        + " streaming follows change events, and stops an object without them;"
                                        + " polling asks for records by SystemModstamp, and needs no Change Data Capture;"
                                        + " auto polls the objects for which Change Data Capture is not selected."),
                        Option.longInteger(POLL_INTERVAL)
                                .defaultsTo(60_000L)
                                .atLeast(1_000)
                                .documentation(
                                        "Milliseconds between two polls of an object that is polled."
                                                + " Each costs two API calls, and one more per 2000 records that were modified."));
    }

    public static CaptureSettings from(AbstractConfig config) {
        return new CaptureSettings(Choice.read(config, MODE, CaptureMode.class), Millis.read(config, POLL_INTERVAL));
    }
}
