/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

import java.util.Locale;

/** A metric of a plugin: a constant of an enum. */
public interface MetricKey {
    /** Returns the name of the constant. */
    String name();

    /** Returns the name that users see, in lower case with hyphens. */
    default String metricName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns what is measured, in a few words. */
    String description();
}
