/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The metrics of what happens to one object. Thread-safe. */
public final class ObjectMetrics implements ObjectMetricsMXBean {
    private static final List<String> PHASES =
            List.of("STARTING", "SNAPSHOT", "STREAMING", "POLLING", "WAITING", "FAILED", "STOPPED");
    /** The time after which an object without events counts as idle. */
    private static final long IDLE_MS = 10_000;

    private final Map<String, LongAdder> events = new ConcurrentHashMap<>();
    private final LongAdder records = new LongAdder();
    private final LongAdder eventsWithoutChange = new LongAdder();
    private final LongAdder unreadableEvents = new LongAdder();
    private final LongAdder unknownFields = new LongAdder();
    private final LongAdder recordsFetched = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder rereads = new LongAdder();
    private final LongAdder deletesUnverified = new LongAdder();
    private final LongAdder eventsLost = new LongAdder();
    private final LongAdder recordsSkipped = new LongAdder();
    private final LongAdder redescribes = new LongAdder();
    private final LongAdder sessionRecoveries = new LongAdder();
    private final LongAdder channelLeaves = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder signals = new LongAdder();
    private final LongAdder sweepCalls = new LongAdder();
    private final LongAdder recordsMissed = new LongAdder();
    private final LongAdder polls = new LongAdder();
    private final LongAdder recordsPolled = new LongAdder();
    private final AtomicLong snapshotRows = new AtomicLong();
    private volatile long snapshotTotalRows;
    private volatile long eventsBuffered;
    private volatile long lagMs = -1;
    private volatile long lastEmitted;
    private volatile Instant position;
    private volatile long lastVersion;
    private volatile String lastReplayId = "";
    private volatile String phase = "STARTING";
    private volatile String failure = "";
    private volatile BooleanSupplier connection = () -> false;
    private volatile Supplier<String> loss = () -> "";

    /**
     * @param isConnected says whether the channel is subscribed in an open session
     * @param lossOfSession says why there is no session to receive events from; empty if there is one, or none is needed
     */
    public void watchConnection(BooleanSupplier isConnected, Supplier<String> lossOfSession) {
        connection = isConnected;
        loss = lossOfSession;
    }

    public void setPhase(String now) {
        phase = now;
        failure = "";
    }

    public void setFailed(String message) {
        phase = "FAILED";
        failure = message == null ? "The reason is unknown." : message;
    }

    public void setWaiting(String message) {
        phase = "WAITING";
        failure = message == null ? "The reason is unknown." : message;
        waits.increment();
    }

    /** @param reason for a pause without a failure; empty when it is over */
    public void setPauseReason(String reason) {
        failure = reason;
    }

    public void countSignals(int count) {
        signals.add(count);
    }

    /** Not an attribute: {@link #getPhase()} says it. */
    boolean isFailed() {
        return phase.equals("FAILED");
    }

    public void countEvent(String changeType, String replayId, long lag) {
        events.computeIfAbsent(changeType, type -> new LongAdder()).increment();
        lastReplayId = replayId;
        lastEmitted = System.nanoTime();
        lagMs = lag;
    }

    /** @param time in Salesforce's clock, before which all commits are accounted for; the epoch if there is none */
    public void setPosition(Instant time) {
        position = time.equals(Instant.EPOCH) ? null : time;
    }

    public void countRecords(int count, long version) {
        records.add(count);
        lastVersion = version;
    }

    public void countEventWithoutChange() {
        eventsWithoutChange.increment();
    }

    public void countUnreadableEvent() {
        unreadableEvents.increment();
    }

    public void countUnknownFields(int count) {
        unknownFields.add(count);
    }

    public void countFetched(int count) {
        recordsFetched.add(count);
    }

    public void countGap() {
        gaps.increment();
    }

    public void countReread() {
        rereads.increment();
    }

    public void countDeletesUnverified() {
        deletesUnverified.increment();
    }

    public void countEventsLost() {
        eventsLost.increment();
    }

    public void countSkipped() {
        recordsSkipped.increment();
    }

    public void countRedescribe() {
        redescribes.increment();
    }

    public void countSessionRecovery() {
        sessionRecoveries.increment();
    }

    public void countChannelLeave() {
        channelLeaves.increment();
    }

    /** @param calls the number of API calls of a sweep */
    public void countSweepCalls(int calls) {
        sweepCalls.add(calls);
    }

    /** @param count the number of records that were modified without an event */
    public void countMissed(int count) {
        recordsMissed.add(count);
    }

    /** @param count the number of records that were modified since the last poll */
    public void countPoll(int count) {
        polls.increment();
        recordsPolled.add(count);
    }

    public void setBuffered(int count) {
        eventsBuffered = count;
    }

    /** @param totalRows the size of the result of the job that begins, or goes on */
    public void setTotalRows(long totalRows) {
        snapshotTotalRows = totalRows;
    }

    public void countRows(int count) {
        snapshotRows.addAndGet(count);
    }

    @Override
    public String getPhase() {
        return phase;
    }

    @Override
    public int getPhaseCode() {
        return PHASES.indexOf(phase);
    }

    @Override
    public int getConnected() {
        return connection.getAsBoolean() ? 1 : 0;
    }

    @Override
    public String getFailure() {
        return failure.isEmpty() ? loss.get() : failure;
    }

    @Override
    public Map<String, Long> getEvents() {
        return events.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, count -> count.getValue().sum(), Long::sum, TreeMap::new));
    }

    @Override
    public long getRecords() {
        return records.sum();
    }

    @Override
    public long getEventsWithoutChange() {
        return eventsWithoutChange.sum();
    }

    @Override
    public long getUnreadableEvents() {
        return unreadableEvents.sum();
    }

    @Override
    public long getUnknownFields() {
        return unknownFields.sum();
    }

    @Override
    public long getRecordsFetched() {
        return recordsFetched.sum();
    }

    @Override
    public long getGaps() {
        return gaps.sum();
    }

    @Override
    public long getRereads() {
        return rereads.sum();
    }

    @Override
    public long getSnapshotRows() {
        return snapshotRows.get();
    }

    @Override
    public long getSnapshotTotalRows() {
        return snapshotTotalRows;
    }

    @Override
    public long getDeletesUnverified() {
        return deletesUnverified.sum();
    }

    @Override
    public long getEventsLost() {
        return eventsLost.sum();
    }

    @Override
    public long getRecordsSkipped() {
        return recordsSkipped.sum();
    }

    @Override
    public long getRedescribes() {
        return redescribes.sum();
    }

    @Override
    public long getSessionRecoveries() {
        return sessionRecoveries.sum();
    }

    @Override
    public long getChannelLeaves() {
        return channelLeaves.sum();
    }

    @Override
    public long getWaits() {
        return waits.sum();
    }

    @Override
    public long getSignals() {
        return signals.sum();
    }

    @Override
    public long getSweepCalls() {
        return sweepCalls.sum();
    }

    @Override
    public long getRecordsMissed() {
        return recordsMissed.sum();
    }

    @Override
    public long getPolls() {
        return polls.sum();
    }

    @Override
    public long getRecordsPolled() {
        return recordsPolled.sum();
    }

    @Override
    public long getEventsBuffered() {
        return eventsBuffered;
    }

    @Override
    public long getLagMs() {
        long idleMs = (System.nanoTime() - lastEmitted) / 1_000_000;
        if (lagMs < 0 || idleMs < IDLE_MS) {
            return lagMs;
        }
        return eventsBuffered == 0 ? 0 : lagMs + idleMs;
    }

    @Override
    public long getPositionAgeMs() {
        return position == null ? -1 : Duration.between(position, Instant.now()).toMillis();
    }

    @Override
    public String getLastReplayId() {
        return lastReplayId;
    }

    @Override
    public long getLastVersion() {
        return lastVersion;
    }
}
