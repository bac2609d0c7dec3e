/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.order.Verdict.Reason;
import dev.tandem.plugin.metric.MetricKey;

/** A metric of the transform. */
enum TransformMetric implements MetricKey {
    RECORDS("records", "Records received"),
    TOMBSTONES("tombstones", "Records without a value"),
    UNKNOWN_SHAPE("unknown-shape", "Records whose value is not a change event"),
    ERRORS("errors", "Records that could not be transformed"),
    DROPPED_OLDER("dropped-older", "Changes dropped because all of their fields have newer values"),
    DROPPED_POLICY("dropped-policy", "Changes dropped because of the policies of their fields"),
    DROPPED_ECHO("dropped-echo", "Row images dropped because they are echoes"),
    DROPPED_UNCHANGED("dropped-unchanged", "Changes dropped because no included field has changed"),
    PARTLY_OLDER("partly-older", "Changes that lost some of their fields to newer values"),
    PARTLY_POLICY("partly-policy", "Changes that lost some of their fields to policies"),
    MEMORY_BYTES("memory-bytes", "Estimated size of the memory of last writers"),
    MEMORY_ROWS("memory-rows", "Rows in the memory"),
    EVICTED_ROWS("evicted-rows", "Rows removed from the memory to make room");

    private final String metricName;
    private final String description;

    TransformMetric(String metricName, String description) {
        this.metricName = metricName;
        this.description = description;
    }

    /** Returns the count of changes that were dropped for a reason. */
    static TransformMetric dropped(Reason reason) {
        switch (reason) {
            case OLDER:
                return DROPPED_OLDER;
            case POLICY:
                return DROPPED_POLICY;
            case ECHO:
                return DROPPED_ECHO;
            default:
                return DROPPED_UNCHANGED;
        }
    }

    /** Returns the count of changes that lost some of their fields for a reason. */
    static TransformMetric partly(Reason reason) {
        return reason == Reason.POLICY ? PARTLY_POLICY : PARTLY_OLDER;
    }

    @Override
    public String metricName() {
        return metricName;
    }

    @Override
    public String description() {
        return description;
    }
}
