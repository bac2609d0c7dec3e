/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;

/** The metrics of one table or of the task as a whole; safe to read from any thread. */
final class MetricGroup implements DynamicMBean {
    private final Map<Metric, AtomicLong> values = new EnumMap<>(Metric.class);

    MetricGroup(Set<Metric> metrics) {
        metrics.forEach(metric -> values.put(metric, new AtomicLong()));
    }

    void add(Metric metric, long amount) {
        values.get(metric).addAndGet(amount);
    }

    void set(Metric metric, long value) {
        values.get(metric).set(value);
    }

    Map<Metric, AtomicLong> values() {
        return values;
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().metricName().equals(attribute))
                .map(entry -> entry.getValue().get())
                .findFirst()
                .orElseThrow(() -> new AttributeNotFoundException(attribute));
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        AttributeList list = new AttributeList();
        values.forEach((metric, value) -> {
            if (Arrays.asList(attributes).contains(metric.metricName())) {
                list.add(new Attribute(metric.metricName(), value.get()));
            }
        });
        return list;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = values.keySet().stream()
                .map(metric ->
                        new MBeanAttributeInfo(metric.metricName(), "long", metric.description(), true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(MetricGroup.class.getName(), "Tandem's Postgres sink", attributes, null, null, null);
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " is read-only");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException(action);
    }
}
