/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.change;

import dev.tandem.event.Operation;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A change of one record that arrives from Salesforce: an event, or a whole row that was read.
 *
 * @param recordId the record's 18 character id
 * @param operation create (an undelete, too), update, delete or read
 * @param version orders the changes of an object, and does nothing else
 * @param committedAt when Salesforce committed it, for a read the row's {@code LastModifiedDate}; in µs since the epoch, in whole
 *     seconds
 * @param values the changed fields with their new values, and {@link TwoWayRow#EXISTENCE} unless the operation is an update
 * @param readOnlyValues the values of fields that only Salesforce writes, such as its stamps; no wish can meet them, and they
 *     decide nothing
 * @param echo the id of the request of ours that made the change; {@link #NOT_OURS} for anybody else's and for reads
 * @param rowKey the external id in the change, which is the key of the row that the record was created from; null if the change
 *     does not carry it
 */
public record IncomingChange(
        String recordId,
        Operation operation,
        long version,
        long committedAt,
        Map<String, CanonicalValue> values,
        Map<String, CanonicalValue> readOnlyValues,
        long echo,
        String rowKey) {
    public static final long NOT_OURS = 0;

    private static final long SECOND = 1_000_000;

    public IncomingChange {
        if (operation == Operation.TRUNCATE) {
            throw new IllegalArgumentException("A truncate changes a table, not a record.");
        }
        Map<String, CanonicalValue> all = new LinkedHashMap<>(values);
        if (operation == Operation.CREATE) {
            all.put(TwoWayRow.EXISTENCE, all.getOrDefault(TwoWayRow.EXISTENCE, CanonicalValue.TRUE));
        } else if (operation == Operation.READ) {
            all.putIfAbsent(TwoWayRow.EXISTENCE, CanonicalValue.TRUE);
        } else if (operation == Operation.DELETE) {
            all.putIfAbsent(TwoWayRow.EXISTENCE, CanonicalValue.FALSE);
        }
        values = Collections.unmodifiableMap(all);
        readOnlyValues = Map.copyOf(readOnlyValues);
    }

    /** Creates a change without values of read-only fields. */
    public IncomingChange(
            String recordId,
            Operation operation,
            long version,
            long committedAt,
            Map<String, CanonicalValue> values,
            long echo,
            String rowKey) {
        this(recordId, operation, version, committedAt, values, Map.of(), echo, rowKey);
    }

    public boolean isRead() {
        return operation == Operation.READ;
    }

    /** Returns whether a request of ours caused this event, be that request open or long settled. */
    public boolean isOurs() {
        return echo != NOT_OURS && !isRead();
    }

    /** Returns whether the record does not exist after this change. */
    public boolean isDelete() {
        CanonicalValue existence = values.get(TwoWayRow.EXISTENCE);
        return existence != null && !CanonicalValue.TRUE.equals(existence);
    }

    /** Returns whether the change proves that the record exists or not. An update proves neither: it may have overtaken a delete. */
    public boolean carriesExistence() {
        return values.containsKey(TwoWayRow.EXISTENCE);
    }

    /**
     * Returns whether a local edit is later than this change. A change of ours is as old as its request; anybody else's is as old as
     * the second of its commit.
     */
    public boolean isBefore(long localTime, TieBreaker ties) {
        if (isOurs()) {
            return localTime > echo;
        }
        long localSecond = Math.floorDiv(localTime, SECOND);
        long second = Math.floorDiv(committedAt, SECOND);
        return ties == TieBreaker.POSTGRES ? localSecond >= second : localSecond > second;
    }

    /** Returns the time by which the change competes with local edits, in µs since the epoch. */
    public long time() {
        return isOurs() ? echo : committedAt;
    }
}
