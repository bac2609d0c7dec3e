/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

import dev.tandem.twoway.value.CanonicalValue;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row that a rule is working on. Not thread-safe. */
public final class RowDraft {
    private final TwoWayRow before;
    /** Those of the row, until one of them changes. */
    private Map<String, CanonicalValue> values;
    /** Those of the row, until one of them changes. */
    private Map<String, Wish> wishes;

    private String salesforceId;
    private long version;
    private Request request;
    private long failedAt;
    private AwaitedEvent awaited;

    RowDraft(TwoWayRow row) {
        before = row;
        values = row.values();
        wishes = row.wishes();
        salesforceId = row.salesforceId();
        version = row.version();
        request = row.request();
        failedAt = row.failedAt();
        awaited = row.awaited();
    }

    /** Returns the row as it was before the rule. */
    public TwoWayRow before() {
        return before;
    }

    public boolean exists() {
        return CanonicalValue.TRUE.equals(values.get(TwoWayRow.EXISTENCE));
    }

    public CanonicalValue value(String field) {
        return values.getOrDefault(field, CanonicalValue.NULL);
    }

    /** Returns whether the field has a value, which may be null. It has none on the tombstone of a record that never had a row. */
    public boolean hasValue(String field) {
        return values.containsKey(field);
    }

    public CanonicalValue base(String field) {
        Wish wish = wishes.get(field);
        return wish == null ? value(field) : wish.base();
    }

    /** Returns the wish for a field; null if there is none. */
    public Wish wish(String field) {
        return wishes.get(field);
    }

    /** Returns the wishes as they stand. */
    public Map<String, Wish> wishes() {
        return wishes;
    }

    /** Returns the request; null if there is none. */
    public Request request() {
        return request;
    }

    public RowDraft setValue(String field, CanonicalValue value) {
        changedValues().put(field, value);
        return this;
    }

    private Map<String, CanonicalValue> changedValues() {
        if (values == before.values()) {
            values = new LinkedHashMap<>(values);
        }
        return values;
    }

    public RowDraft setWish(String field, Wish wish) {
        changedWishes().put(field, wish);
        return this;
    }

    public RowDraft dropWish(String field) {
        if (wishes.containsKey(field)) {
            changedWishes().remove(field);
        }
        return this;
    }

    private Map<String, Wish> changedWishes() {
        if (wishes == before.wishes()) {
            wishes = new LinkedHashMap<>(wishes);
        }
        return wishes;
    }

    /**
     * Drops all wishes, and takes Salesforce's values as far as they are known. Of a row that Salesforce has not confirmed, only those are
     * known that a change has brought. The row's existence stays as it is.
     */
    public RowDraft dropWishes() {
        Wish existence = wishes.get(TwoWayRow.EXISTENCE);
        boolean isConfirmed = existence == null || CanonicalValue.TRUE.equals(existence.base());
        wishes.forEach((field, wish) -> {
            if (!field.equals(TwoWayRow.EXISTENCE) && values.containsKey(field)) {
                if (isConfirmed || !wish.base().isNull()) {
                    changedValues().put(field, wish.base());
                } else {
                    changedValues().remove(field);
                }
            }
        });
        wishes = new LinkedHashMap<>();
        return this;
    }

    public RowDraft setSalesforceId(String id) {
        salesforceId = id;
        return this;
    }

    public RowDraft setVersion(long newVersion) {
        version = newVersion;
        return this;
    }

    public RowDraft setRequest(Request newRequest) {
        request = newRequest;
        return this;
    }

    public RowDraft closeRequest() {
        request = null;
        return this;
    }

    /** Remembers a request that was settled before the events of some fields came. */
    public RowDraft awaitEvent(long requestId, Collection<String> fields) {
        awaited = awaited.and(requestId, fields);
        return this;
    }

    /** Notes that an event of a request of ours has come. */
    public RowDraft noteEvent(long requestId, Collection<String> fields) {
        awaited = awaited.after(requestId, fields);
        return this;
    }

    /** Forgets requests whose events have not come. */
    public RowDraft awaitNothing() {
        awaited = AwaitedEvent.NONE;
        return this;
    }

    /** Lets the row rest until it is changed here or in Salesforce. */
    public RowDraft failAt(long requestId) {
        failedAt = requestId;
        return this;
    }

    public RowDraft clearFailure() {
        failedAt = TwoWayRow.NOT_FAILED;
        return this;
    }

    public TwoWayRow toRow() {
        return new TwoWayRow(before.key(), salesforceId, values, version, wishes, request, failedAt, awaited);
    }
}
