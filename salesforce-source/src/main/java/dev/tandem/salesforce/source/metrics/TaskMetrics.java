/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

import dev.tandem.salesforce.client.stream.StreamCounters;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The metrics of a task, which sum up those of its objects. Thread-safe. */
public final class TaskMetrics implements TaskMetricsMXBean {
    private final List<ObjectMetrics> objects;
    private final Supplier<StreamCounters> stream;
    private final IntSupplier recordsQueued;
    private final LongSupplier queueBytes;
    private final long maxQueueBytes;
    private final Supplier<Duration> workerIdle;

    /**
     * @param queueBytes bytes of the records that wait
     * @param workerIdle the time since the worker has last asked for records
     */
    public TaskMetrics(
            Collection<ObjectMetrics> objects,
            Supplier<StreamCounters> stream,
            IntSupplier recordsQueued,
            LongSupplier queueBytes,
            long maxQueueBytes,
            Supplier<Duration> workerIdle) {
        this.objects = List.copyOf(objects);
        this.stream = stream;
        this.recordsQueued = recordsQueued;
        this.queueBytes = queueBytes;
        this.maxQueueBytes = maxQueueBytes;
        this.workerIdle = workerIdle;
    }

    @Override
    public int getObjectsRunning() {
        return objects.size() - getObjectsFailed();
    }

    @Override
    public int getObjectsFailed() {
        return (int) objects.stream().filter(ObjectMetrics::isFailed).count();
    }

    @Override
    public int getRecordsQueued() {
        return recordsQueued.getAsInt();
    }

    @Override
    public long getCurrentQueueSizeInBytes() {
        return queueBytes.getAsLong();
    }

    @Override
    public long getMaxQueueSizeInBytes() {
        return maxQueueBytes;
    }

    @Override
    public long getWorkerIdleMs() {
        return workerIdle.get().toMillis();
    }

    @Override
    public int getConnected() {
        return stream.get().connected() ? 1 : 0;
    }

    @Override
    public String getFailure() {
        return stream.get().failure();
    }

    @Override
    public long getSessions() {
        return stream.get().sessions();
    }

    @Override
    public long getSessionsLost() {
        return stream.get().sessionsLost();
    }

    @Override
    public long getEventsReceived() {
        return stream.get().events();
    }

    @Override
    public long getEventsLeftOut() {
        return stream.get().duplicates();
    }

    @Override
    public long getBytesQueued() {
        return stream.get().queuedBytes();
    }
}
