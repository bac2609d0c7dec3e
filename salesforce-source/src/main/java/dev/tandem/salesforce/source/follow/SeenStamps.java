/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.RecordId;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The records that were noticed lately, each with the time of its last change. If there are too many, those are
 * forgotten that were not used for longest.
 *
 * <p>Pure.
 */
final class SeenStamps {
    private final int capacity;
    /** In the order of the last use, so that a record that is noticed again need not be removed first. */
    private final Map<RecordId, Instant> stamps = new LinkedHashMap<>(16, 0.75f, true);

    private Instant forgotten = Instant.MIN;

    SeenStamps(int capacity) {
        this.capacity = capacity;
    }

    /** Notes a record. */
    void add(RecordId id, Instant stamp) {
        stamps.put(id, stamp);
        if (stamps.size() > capacity) {
            Iterator<Instant> oldest = stamps.values().iterator();
            Instant lost = oldest.next();
            oldest.remove();
            forgotten = lost.isAfter(forgotten) ? lost : forgotten;
        }
    }

    /** Returns whether this very change of the record was noticed. */
    boolean contains(RecordId id, Instant stamp) {
        return stamp.equals(stamps.get(id));
    }

    /** Returns the time of the last change of a record that was noticed. */
    Optional<Instant> stamp(RecordId id) {
        return Optional.ofNullable(stamps.get(id));
    }

    /** Drops the records that changed before a time. */
    void dropBefore(Instant time) {
        stamps.values().removeIf(stamp -> stamp.isBefore(time));
    }

    /** Returns the time of the newest change that was forgotten because there were too many. */
    Instant forgotten() {
        return forgotten;
    }
}
