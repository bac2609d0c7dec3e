/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

import dev.tandem.twoway.value.CanonicalValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one write to Salesforce that is under way for a row.
 *
 * @param id identifies the request and is its time, in µs since the epoch: later than every wish that it sends
 * @param sent the fields that it sends and that no event has confirmed yet
 * @param answeredAt when Salesforce is known to have carried it out, in µs since the epoch; {@link #UNANSWERED} before
 * @param deadline when it is settled if it has no answer, in µs since the epoch
 * @param guarded true if Salesforce carries it out only if the record was not modified since it was looked at
 */
public record Request(
        long id,
        RequestKind kind,
        Map<String, CanonicalValue> sent,
        long answeredAt,
        long deadline,
        boolean guarded,
        Settling settling) {
    public static final long UNANSWERED = 0;

    public Request {
        sent = Collections.unmodifiableMap(new LinkedHashMap<>(sent));
    }

    public boolean isAnswered() {
        return answeredAt != UNANSWERED;
    }

    public boolean isCreate() {
        return kind == RequestKind.CREATE;
    }

    /**
     * Returns whether no harm is done when Salesforce carries out this request after its repetition. The guard rejects a late
     * update. A late delete finds no record, or is logged. A late create is rejected while the record exists, because the row's
     * key is unique; once the record is gone, the sink deletes what the late create made. A late update without a guard overwrites
     * newer values.
     */
    public boolean isRepeatable() {
        return guarded || kind != RequestKind.UPDATE;
    }

    /** Returns this request with its first answer, or unchanged if it has one. */
    public Request answered(long at) {
        return isAnswered() ? this : new Request(id, kind, sent, at, deadline, guarded, settling);
    }

    /** Returns this request after one of its events. */
    public Request withEvent(long at) {
        Request answered = answered(at);
        return isCreate() ? answered : answered.withSettling(Settling.EVENT_APPLIED);
    }

    public Request withSent(Map<String, CanonicalValue> newSent) {
        return new Request(id, kind, newSent, answeredAt, deadline, guarded, settling);
    }

    public Request withDeadline(long newDeadline) {
        return new Request(id, kind, sent, answeredAt, newDeadline, guarded, settling);
    }

    public Request withSettling(Settling newSettling) {
        return new Request(id, kind, sent, answeredAt, deadline, guarded, newSettling);
    }
}
