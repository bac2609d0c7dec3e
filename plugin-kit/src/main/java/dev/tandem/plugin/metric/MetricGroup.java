/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.metric;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;

/** Metrics of one thing, such as a table or a whole task, whose values are whole numbers. Thread-safe. */
public final class MetricGroup<M extends Enum<M> & MetricKey> implements DynamicMBean {
    private final String description;
    private final Map<M, AtomicLong> counters;
    private final Map<M, LongSupplier> values;

    /** @param description the plugin's name, for the bean's own description */
    public MetricGroup(Class<M> type, Set<M> metrics, String description) {
        this.description = description;
        this.counters = new EnumMap<>(type);
        this.values = new EnumMap<>(type);
        metrics.forEach(metric -> {
            AtomicLong counter = new AtomicLong();
            counters.put(metric, counter);
            values.put(metric, counter::get);
        });
    }

    /** Takes the metric from a supplier whenever it is read. Call it before the group is published. */
    public void supply(M metric, LongSupplier value) {
        values.put(metric, value);
    }

    public void add(M metric, long amount) {
        counters.get(metric).addAndGet(amount);
    }

    public void set(M metric, long value) {
        counters.get(metric).set(value);
    }

    public long get(M metric) {
        return values.get(metric).getAsLong();
    }

    Map<M, LongSupplier> values() {
        return values;
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().metricName().equals(attribute))
                .map(entry -> entry.getValue().getAsLong())
                .findFirst()
                .orElseThrow(() -> new AttributeNotFoundException(attribute));
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        AttributeList list = new AttributeList();
        values.forEach((metric, value) -> {
            if (Arrays.asList(attributes).contains(metric.metricName())) {
                list.add(new Attribute(metric.metricName(), value.getAsLong()));
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
        return new MBeanInfo(MetricGroup.class.getName(), description, attributes, null, null, null);
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
