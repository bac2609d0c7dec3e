/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.order.LastWriters;
import dev.tandem.conflict.order.Verdict.Reason;
import dev.tandem.plugin.metric.BeanName;
import dev.tandem.plugin.metric.JmxPublisher;
import dev.tandem.plugin.metric.MetricGroup;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics of one transform, published over JMX as {@code dev.tandem:type=last-writer-wins,connector="...",task=N,instance=N}. */
final class TransformMetrics implements AutoCloseable {
    static final String NONE = "none";

    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final Pattern TASK = Pattern.compile("\\[(.+)\\|task-(\\d+)");

    private final MetricGroup<TransformMetric> metrics =
            new MetricGroup<>(TransformMetric.class, EnumSet.allOf(TransformMetric.class), "LastWriterWins");
    private final JmxPublisher publisher = new JmxPublisher(BeanName.ofType("last-writer-wins"));
    private final JmxPublisher formerPublisher = new JmxPublisher(FormerMetrics::beanName);

    /** @param context Connect's logging context, {@code [connector|task-0]}; null outside a worker */
    TransformMetrics(LastWriters writers, String context) {
        metrics.supply(TransformMetric.MEMORY_BYTES, writers::weight);
        metrics.supply(TransformMetric.MEMORY_ROWS, writers::rows);
        metrics.supply(TransformMetric.EVICTED_ROWS, writers::evicted);
        Map<String, String> tags = tags(context);
        publisher.publish(metrics, tags);
        formerPublisher.publishBean(new FormerMetrics(metrics), tags);
    }

    void add(TransformMetric metric) {
        metrics.add(metric, 1);
    }

    void addDropped(Reason reason) {
        add(TransformMetric.dropped(reason));
    }

    void addPartly(Reason reason) {
        add(TransformMetric.partly(reason));
    }

    long get(TransformMetric metric) {
        return metrics.get(metric);
    }

    /** Returns the tags of the bean. The instance separates several uses of the transform in one task. */
    private static Map<String, String> tags(String context) {
        Matcher task = TASK.matcher(String.valueOf(context));
        boolean inTask = task.find();
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", inTask ? task.group(1) : NONE);
        tags.put("task", inTask ? task.group(2) : NONE);
        tags.put("instance", Integer.toString(INSTANCES.incrementAndGet()));
        return tags;
    }

    @Override
    public void close() {
        publisher.close();
        formerPublisher.close();
    }
}
