/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher through the worker's own {@code PluginMetrics} (KIP-877, Kafka 4.1 and later).
 *
 * <p>The API that plugins are compiled against does not have it, so that they run on older workers too. Reflection reaches it.
 */
public final class WorkerPublisher implements MetricPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPublisher.class);

    /** The worker adds these tags itself. */
    private static final List<String> WORKER_TAGS = List.of("connector", "task");

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

    /**
     * Returns a publisher, or empty on a worker without such metrics.
     *
     * @param contextType {@code SinkTaskContext} or {@code SourceTaskContext}
     */
    public static <C> Optional<WorkerPublisher> of(Class<C> contextType, C context) {
        try {
            Method pluginMetrics = contextType.getMethod("pluginMetrics");
            return Optional.of(new WorkerPublisher(pluginMetrics.getReturnType(), pluginMetrics.invoke(context)));
        } catch (ReflectiveOperationException older) {
            return Optional.empty();
        }
    }

    @Override
    public void publish(MetricGroup<?> group, Map<String, String> tags) {
        LinkedHashMap<String, String> own = new LinkedHashMap<>(tags);
        own.keySet().removeAll(WORKER_TAGS);
        group.values().forEach((metric, value) -> {
            try {
                MetricName name =
                        (MetricName) metricName.invoke(pluginMetrics, metric.metricName(), metric.description(), own);
                addMetric.invoke(pluginMetrics, name, (Gauge<Long>) (config, now) -> value.getAsLong());
                published.add(name);
            } catch (ReflectiveOperationException failure) {
                LOG.debug("The worker does not take metric {}.", metric, failure);
            }
        });
    }

    @Override
    public void close() {
        for (MetricName name : published) {
            try {
                removeMetric.invoke(pluginMetrics, name);
            } catch (ReflectiveOperationException failure) {
                LOG.debug("The worker does not remove metric {}.", name, failure);
            }
        }
        published.clear();
    }
}
