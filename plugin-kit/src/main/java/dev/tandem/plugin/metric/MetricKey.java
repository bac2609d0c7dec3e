/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

/** A metric of a plugin: a constant of an enum. */
public interface MetricKey {
    /** Returns the name that users see, in lower case with hyphens. */
    String metricName();

    /** Returns what is measured, in a few words. */
    String description();
}
