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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/** The counters of one transform, published over JMX as {@code dev.tandem:type=last-writer-wins,connector="...",task=N,instance=N}. */
final class TransformMetrics implements TransformMetricsMXBean, AutoCloseable {
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final Pattern TASK = Pattern.compile("\\[(.+)\\|task-(\\d+)");

    private final LastWriters writers;
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<Reason, LongAdder> dropped = new EnumMap<>(Reason.class);
    private final Map<Reason, LongAdder> partly = new EnumMap<>(Reason.class);
    private final JmxPublisher publisher =
            new JmxPublisher(BeanName.ofType("last-writer-wins"), TransformMetrics::formerName);

    enum Count {
        RECORDS,
        TOMBSTONES,
        UNKNOWN_SHAPE,
        ERRORS
    }

    /** @param context Connect's logging context, {@code [connector|task-0]}; null outside a worker */
    TransformMetrics(LastWriters writers, String context) {
        this.writers = writers;
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
        for (Reason reason : Reason.values()) {
            dropped.put(reason, new LongAdder());
            partly.put(reason, new LongAdder());
        }
        publisher.publishBean(this, tags(context));
    }

    void add(Count count) {
        counts.get(count).increment();
    }

    void addDropped(Reason reason) {
        dropped.get(reason).increment();
    }

    void addPartly(Reason reason) {
        partly.get(reason).increment();
    }

    /** Returns the tags of the bean. The instance separates several uses of the transform in one task. */
    private static Map<String, String> tags(String context) {
        Matcher task = TASK.matcher(String.valueOf(context));
        boolean inTask = task.find();
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", inTask ? task.group(1) : "none");
        tags.put("task", inTask ? task.group(2) : "none");
        tags.put("instance", Integer.toString(INSTANCES.incrementAndGet()));
        return tags;
    }

    /** Returns the object name of releases before 0.2, kept as an alias for one release. */
    private static String formerName(Map<String, String> tags) {
        return "dev.tandem.conflict:type=LastWriterWins,connector="
                + ("none".equals(tags.get("task")) ? "none" : ObjectName.quote(tags.get("connector"))) + ",task="
                + tags.get("task") + ",instance=" + tags.get("instance");
    }

    @Override
    public void close() {
        publisher.close();
    }

    @Override
    public long getRecords() {
        return counts.get(Count.RECORDS).sum();
    }

    @Override
    public long getTombstones() {
        return counts.get(Count.TOMBSTONES).sum();
    }

    @Override
    public long getUnknownShape() {
        return counts.get(Count.UNKNOWN_SHAPE).sum();
    }

    @Override
    public long getErrors() {
        return counts.get(Count.ERRORS).sum();
    }

    @Override
    public long getDroppedOlder() {
        return dropped.get(Reason.OLDER).sum();
    }

    @Override
    public long getDroppedPolicy() {
        return dropped.get(Reason.POLICY).sum();
    }

    @Override
    public long getDroppedEcho() {
        return dropped.get(Reason.ECHO).sum();
    }

    @Override
    public long getDroppedUnchanged() {
        return dropped.get(Reason.UNCHANGED).sum();
    }

    @Override
    public long getPartlyOlder() {
        return partly.get(Reason.OLDER).sum();
    }

    @Override
    public long getPartlyPolicy() {
        return partly.get(Reason.POLICY).sum();
    }

    @Override
    public long getMemoryBytes() {
        return writers.weight();
    }

    @Override
    public long getMemoryRows() {
        return writers.rows();
    }

    @Override
    public long getEvictedRows() {
        return writers.evicted();
    }
}
