/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;

/**
 * A request that the write-back works on, with the row as it was when the request was taken. It lives in memory: if the write-back dies,
 * the request on the row is settled instead.
 *
 * @param hasWaited true if the row waited for an event from Salesforce before. Found again in that state, it may wait for one that is lost
 */
public record Taken(TwoWayRow row, boolean hasWaited) {
    /** Creates a request of a row that has not waited. */
    public Taken(TwoWayRow row) {
        this(row, false);
    }

    public Request request() {
        return row.request();
    }

    public long id() {
        return row.request().id();
    }

    /** Returns whether the row still has this request. Events may have confirmed it meanwhile. */
    public boolean isOpenOn(TwoWayRow now) {
        return now.request() != null && now.request().id() == id();
    }

    /** Returns whether the wish for a field is still one that the request took, rather than dropped or replaced by a later edit. */
    boolean stands(Wish wish) {
        return wish != null && wish.time() < id();
    }

    /**
     * Returns whether the row has changed since, so that looking again may find something to send. Otherwise a row that waits for its
     * event would wake itself in a circle.
     */
    boolean hasMoved(TwoWayRow now) {
        return now.version() > row.version() || now.wishes().values().stream().anyMatch(wish -> wish.time() > id());
    }
}
