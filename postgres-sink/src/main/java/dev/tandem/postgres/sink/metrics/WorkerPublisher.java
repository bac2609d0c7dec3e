/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes through the worker's own {@code PluginMetrics} (KIP-877, Kafka 4.1), reached by reflection since the API that this
 * plugin is compiled against, so that it runs on older workers too, does not have it.
 */
final class WorkerPublisher implements MetricPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPublisher.class);

    private final Object pluginMetrics;
    private final Method metricName;
    private final Method addMetric;
    private final Method removeMetric;
    private final List<MetricName> published = new ArrayList<>();

    private WorkerPublisher(Class<?> type, Object pluginMetrics) throws NoSuchMethodException {
        this.pluginMetrics = pluginMetrics;
        this.metricName = type.getMethod("metricName", String.class, String.class, LinkedHashMap.class);
        this.addMetric = type.getMethod("addMetric", MetricName.class, MetricValueProvider.class);
        this.removeMetric = type.getMethod("removeMetric", MetricName.class);
    }

    /** Empty on a worker that has no such metrics. */
    static Optional<WorkerPublisher> of(SinkTaskContext context) {
        try {
            Method pluginMetrics = SinkTaskContext.class.getMethod("pluginMetrics");
            return Optional.of(new WorkerPublisher(pluginMetrics.getReturnType(), pluginMetrics.invoke(context)));
        } catch (ReflectiveOperationException older) {
            return Optional.empty();
        }
    }

    @Override
    public void publish(MetricGroup group, Map<String, String> tags) {
        LinkedHashMap<String, String> own = new LinkedHashMap<>(tags);
        // The worker adds these itself.
        own.keySet().removeAll(List.of("connector", "task"));
        group.values().forEach((metric, value) -> {
            try {
                MetricName name =
                        (MetricName) metricName.invoke(pluginMetrics, metric.metricName(), metric.description(), own);
                addMetric.invoke(pluginMetrics, name, (Gauge<Long>) (config, now) -> value.get());
                published.add(name);
            } catch (ReflectiveOperationException failure) {
                LOG.debug("the worker does not take metric {}", metric, failure);
            }
        });
    }

    @Override
    public void close() {
        for (MetricName name : published) {
            try {
                removeMetric.invoke(pluginMetrics, name);
            } catch (ReflectiveOperationException failure) {
                LOG.debug("the worker does not give up metric {}", name, failure);
            }
        }
        published.clear();
    }
}
