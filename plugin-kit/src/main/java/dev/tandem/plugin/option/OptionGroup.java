/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import org.apache.kafka.common.config.ConfigDef;

/** A heading of the configuration reference, and the options under it in the order in which they are added. */
public final class OptionGroup {
    private final ConfigDef definition;
    private final String heading;
    private int order;

    public OptionGroup(ConfigDef definition, String heading) {
        this.definition = definition;
        this.heading = heading;
    }

    /** Defines the next options of the group. */
    public OptionGroup add(Option... options) {
        for (Option option : options) {
            order++;
            option.define(definition, heading, order);
        }
        return this;
    }
}
