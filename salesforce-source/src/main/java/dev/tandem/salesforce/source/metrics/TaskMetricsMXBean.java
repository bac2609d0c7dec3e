/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

/** A task: {@code dev.tandem:type=salesforce-source,connector=...,task=...}. Counts are since its start. */
public interface TaskMetricsMXBean {
    /** Objects that are copied. */
    int getObjectsRunning();

    /** Objects that a permanent failure has stopped. */
    int getObjectsFailed();

    /** Records that wait to be polled. */
    int getRecordsQueued();

    /** Bytes of the records that wait to be polled, as their values were received. */
    long getCurrentQueueSizeInBytes();

    /** The most of these bytes that may wait, which is {@code max.queue.size.in.bytes}; 0 for no limit. */
    long getMaxQueueSizeInBytes();

    /** Milliseconds since Connect has last asked for records. It asks twice a second, unless it cannot write those that it has. */
    long getWorkerIdleMs();

    /** 1 while a streaming session is open, and 0 otherwise. Objects that are polled need none. */
    int getConnected();

    /** The reason why no streaming session is open, if one was lost; otherwise empty. */
    String getFailure();

    /** Streaming sessions that were opened. */
    long getSessions();

    /** Streaming sessions that were lost for any reason. */
    long getSessionsLost();

    /** Events received, of all objects. */
    long getEventsReceived();

    /** Events that came again after a session was lost, and were left out. */
    long getEventsLeftOut();

    /** Bytes of events that were received, and no object has taken yet. */
    long getBytesQueued();
}
