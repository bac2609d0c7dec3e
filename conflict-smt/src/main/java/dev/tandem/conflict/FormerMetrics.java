/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.plugin.metric.MetricGroup;
import java.util.Map;
import javax.management.ObjectName;

/** The metrics under their names from release 0.1, which stay for one more release. */
final class FormerMetrics implements TransformMetricsMXBean {
    private final MetricGroup<TransformMetric> metrics;

    FormerMetrics(MetricGroup<TransformMetric> metrics) {
        this.metrics = metrics;
    }

    static String beanName(Map<String, String> tags) {
        String connector = tags.get("connector");
        return "dev.tandem.conflict:type=LastWriterWins,connector="
                + (connector.equals(TransformMetrics.NONE) ? connector : ObjectName.quote(connector)) + ",task="
                + tags.get("task") + ",instance=" + tags.get("instance");
    }

    @Override
    public long getRecords() {
        return metrics.get(TransformMetric.RECORDS);
    }

    @Override
    public long getTombstones() {
        return metrics.get(TransformMetric.TOMBSTONES);
    }

    @Override
    public long getUnknownShape() {
        return metrics.get(TransformMetric.UNKNOWN_SHAPE);
    }

    @Override
    public long getErrors() {
        return metrics.get(TransformMetric.ERRORS);
    }

    @Override
    public long getDroppedOlder() {
        return metrics.get(TransformMetric.DROPPED_OLDER);
    }

    @Override
    public long getDroppedPolicy() {
        return metrics.get(TransformMetric.DROPPED_POLICY);
    }

    @Override
    public long getDroppedEcho() {
        return metrics.get(TransformMetric.DROPPED_ECHO);
    }

    @Override
    public long getDroppedUnchanged() {
        return metrics.get(TransformMetric.DROPPED_UNCHANGED);
    }

    @Override
    public long getPartlyOlder() {
        return metrics.get(TransformMetric.PARTLY_OLDER);
    }

    @Override
    public long getPartlyPolicy() {
        return metrics.get(TransformMetric.PARTLY_POLICY);
    }

    @Override
    public long getMemoryBytes() {
        return metrics.get(TransformMetric.MEMORY_BYTES);
    }

    @Override
    public long getMemoryRows() {
        return metrics.get(TransformMetric.MEMORY_ROWS);
    }

    @Override
    public long getEvictedRows() {
        return metrics.get(TransformMetric.EVICTED_ROWS);
    }
}
