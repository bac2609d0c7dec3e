/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

import dev.tandem.twoway.value.CanonicalValue;
import java.util.Map;

/**
 * A row of a two-way table, or its tombstone, with all that the protocol knows of it.
 *
 * <p>Existence is a field like any other, {@link #EXISTENCE}: a tombstone is a row whose existence is false, a local delete is a
 * wish for it to be false, and a local insert a wish for it to be true.
 *
 * @param key the row's own primary key, as text
 * @param salesforceId the record's 18 character id; null before Salesforce has assigned it
 * @param values the value of every field that both sides know, and of {@link #EXISTENCE}
 * @param version the version of the last change that was applied; {@link #NO_VERSION} if there was none
 * @param wishes the local edits that Salesforce has not confirmed, by field
 * @param request the write that is under way; null if there is none
 * @param failedAt the id of the last request that failed for good; {@link #NOT_FAILED} if none did
 * @param awaited the writes without guard that were settled before their events came
 */
public record TwoWayRow(
        String key,
        String salesforceId,
        Map<String, CanonicalValue> values,
        long version,
        Map<String, Wish> wishes,
        Request request,
        long failedAt,
        AwaitedEvent awaited) {
    /** The name of existence among the fields. */
    public static final String EXISTENCE = "*";

    public static final long NO_VERSION = -1;
    public static final long NOT_FAILED = -1;

    public TwoWayRow {
        values = FrozenMap.of(values);
        wishes = FrozenMap.of(wishes);
    }

    /** Creates a row that awaits no event of a settled request. */
    public TwoWayRow(
            String key,
            String salesforceId,
            Map<String, CanonicalValue> values,
            long version,
            Map<String, Wish> wishes,
            Request request,
            long failedAt) {
        this(key, salesforceId, values, version, wishes, request, failedAt, AwaitedEvent.NONE);
    }

    public boolean exists() {
        return CanonicalValue.TRUE.equals(values.get(EXISTENCE));
    }

    public boolean hasWishes() {
        return !wishes.isEmpty();
    }

    /** Returns the value of a field; null text for a field that the row does not have. */
    public CanonicalValue value(String field) {
        return values.getOrDefault(field, CanonicalValue.NULL);
    }

    /** Returns the last value of a field that is known to be Salesforce's. */
    public CanonicalValue base(String field) {
        Wish wish = wishes.get(field);
        return wish == null ? value(field) : wish.base();
    }

    /** Returns whether the row has wishes, and the last request of all of them has failed for good. */
    public boolean hasFailed() {
        return hasWishes() && wishes.values().stream().allMatch(wish -> wish.time() <= failedAt);
    }

    /** Returns a draft that starts as this row. */
    public RowDraft draft() {
        return new RowDraft(this);
    }
}
