/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

import java.util.Map;

/**
 * One object of a task: {@code dev.tandem:type=salesforce-source,connector=...,task=...,object=...}. Counts are since the
 * task's start.
 */
public interface ObjectMetricsMXBean {
    /** {@code STARTING}, {@code SNAPSHOT}, {@code STREAMING}, {@code POLLING}, {@code WAITING}, {@code FAILED} or {@code STOPPED}. */
    String getPhase();

    /** The phase as a number: its place in the list of {@link #getPhase()}, from 0. */
    int getPhaseCode();

    /** 1 while the object's channel is subscribed in an open session, and 0 otherwise. Always 0 for an object that is polled. */
    int getConnected();

    /** The reason why the object has stopped, or waits; empty while it runs. */
    String getFailure();

    /** Events emitted, by the header's change type. */
    Map<String, Long> getEvents();

    /** Records put in the queue, of events and reads. */
    long getRecords();

    /** Events that changed no field that is copied. */
    long getEventsWithoutChange();

    /** Messages of the channel that were not change events. Each leads to a re-read. */
    long getUnreadableEvents();

    /** Changed fields that describe does not have, and whose values were left out. */
    long getUnknownFields();

    /** Records read one by one, because an event had no values. */
    long getRecordsFetched();

    /** Events that report a change without its values. */
    long getGaps();

    /** Reads of the whole object or of all that was modified since some time, beyond the first one. */
    long getRereads();

    long getSnapshotRows();

    /** The number of rows that the running read will have; 0 while it is unknown. */
    long getSnapshotTotalRows();

    /** Re-reads after which records may remain that were deleted for good, because Salesforce no longer lists them. */
    long getDeletesUnverified();

    /**
     * Times that events were lost for good: Salesforce had purged those of a channel that cannot be read otherwise, or one was not
     * readable and skipped.
     */
    long getEventsLost();

    /** Records that Connect has not written: a transform dropped them, or errors.tolerance=all passed over an error. */
    long getRecordsSkipped();

    long getRedescribes();

    /** Times that the events flowed again after the session was lost. */
    long getSessionRecoveries();

    /** Times that the channel was left because the buffer was full. */
    long getChannelLeaves();

    /** Pauses after transient failures. */
    long getWaits();

    /** Signals that were answered. */
    long getSignals();

    /** API calls of the sweeps that look for changes without an event. */
    long getSweepCalls();

    /** Records that were modified without an event, found by sweeps. Each was read again. */
    long getRecordsMissed();

    /** Polls of an object that has no change events. */
    long getPolls();

    /** Records that polls found to be modified. */
    long getRecordsPolled();

    long getEventsBuffered();

    /**
     * Milliseconds from the commit of the last event to its record, by the worker's clock; -1 before the first. Grows while events
     * wait, and is 0 when none has waited or come for ten seconds.
     */
    long getLagMs();

    /** Milliseconds since the position in the event stream; -1 before there is one. Salesforce retains events for 72 hours. */
    long getPositionAgeMs();

    /** Empty before the first event. */
    String getLastReplayId();

    /** The newest version handed out, in µs. */
    long getLastVersion();
}
