/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.order.LastWriters;
import dev.tandem.conflict.order.Verdict.Reason;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of one transform, published over JMX as {@code dev.tandem.conflict:type=LastWriterWins,connector=...,task=...,
 * instance=...}.
 */
final class TransformMetrics implements TransformMetricsMXBean, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransformMetrics.class);
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final Pattern TASK = Pattern.compile("\\[(.+)\\|task-(\\d+)");

    private final LastWriters writers;
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<Reason, LongAdder> dropped = new EnumMap<>(Reason.class);
    private final Map<Reason, LongAdder> partly = new EnumMap<>(Reason.class);
    private final ObjectName name;

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
        this.name = register(TASK.matcher(String.valueOf(context)));
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

    /** Registers the MBean. A failure is only logged, because the transform works without JMX. */
    private ObjectName register(Matcher task) {
        boolean inTask = task.find();
        try {
            ObjectName registered = new ObjectName("dev.tandem.conflict:type=LastWriterWins,connector="
                    + (inTask ? ObjectName.quote(task.group(1)) : "none") + ",task=" + (inTask ? task.group(2) : "none")
                    + ",instance=" + INSTANCES.incrementAndGet());
            ManagementFactory.getPlatformMBeanServer().registerMBean(this, registered);
            return registered;
        } catch (JMException e) {
            LOG.warn("Failed to register the transform's metrics with JMX. The transform runs without them.", e);
            return null;
        }
    }

    @Override
    public void close() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            if (name != null && server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            LOG.warn(
                    "Failed to unregister the metrics {} from JMX. They remain visible until the worker stops.",
                    name,
                    e);
        }
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
