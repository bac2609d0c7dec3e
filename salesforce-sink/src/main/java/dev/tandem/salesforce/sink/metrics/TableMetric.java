/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.metrics;

import dev.tandem.plugin.metric.MetricKey;

/** The metrics of a two-way table. The first task has them for all tables. */
public enum TableMetric implements MetricKey {
    OLDEST_PENDING_MS(
            "Age of the oldest edit that Salesforce has neither confirmed nor rejected, in ms; 0 if there is none, -1 before the first"
                    + " measurement"),
    ROWS_FAILED("Rows whose edits Salesforce has rejected, and that rest until they are changed or requeued");

    private final String description;

    TableMetric(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
