/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The account of a sweep: the records that events have reported, and those that were modified although no event has arrived yet.
 *
 * <p>Such a record is only a suspect at first, since its event may be on its way.
 *
 * <p>Pure.
 */
final class SweepLedger {
    /** The difference between the stamp of a write and the time of its commit on servers whose clocks differ. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final SeenStamps reported;
    /** No report from before it covers what is still to be compared. */
    private Instant earliest;

    private final Map<RecordId, Instant> suspects = new LinkedHashMap<>();

    /**
     * @param capacity the number of reported records that are remembered
     * @param since the time before which nothing will be compared
     */
    SweepLedger(int capacity, Instant since) {
        this.reported = new SeenStamps(capacity);
        this.earliest = since.minus(TOLERANCE);
    }

    /** Returns whether a report of this time can cover anything. The events of a backlog cannot, and there may be many. */
    boolean concerns(Instant time) {
        return !time.isBefore(earliest);
    }

    /** Notes that an event, or a read, has reported a record at a time. */
    void report(RecordId id, Instant time) {
        reported.add(id, time);
        Instant suspected = suspects.get(id);
        if (suspected != null && covers(time, suspected)) {
            suspects.remove(id);
        }
    }

    /** Notes that Salesforce says that a record was modified at a time. */
    void modified(RecordId id, Instant stamp) {
        boolean known = reported.stamp(id).filter(time -> covers(time, stamp)).isPresent();
        if (!known && stamp.isAfter(reported.forgotten())) {
            suspects.put(id, stamp);
        }
    }

    private static boolean covers(Instant reported, Instant stamp) {
        return !reported.plus(TOLERANCE).isBefore(stamp);
    }

    boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    /** Returns whether any suspect was modified before a time. */
    boolean suspectsBefore(Instant time) {
        return suspects.values().stream().anyMatch(stamp -> stamp.isBefore(time));
    }

    /** Removes and returns the records that are still without an event, each with its stamp. */
    Map<RecordId, Instant> takeSuspects() {
        Map<RecordId, Instant> missed = new LinkedHashMap<>(suspects);
        suspects.clear();
        missed.forEach(reported::add);
        return missed;
    }

    /** Drops what was reported before a time, from which on records will be compared. */
    void dropBefore(Instant time) {
        earliest = time.minus(TOLERANCE);
        reported.dropBefore(time);
    }
}
