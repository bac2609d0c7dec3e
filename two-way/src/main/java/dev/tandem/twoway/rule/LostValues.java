/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import dev.tandem.event.Origin;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.conflict.LostValue.Side;
import dev.tandem.twoway.conflict.Resolution;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.ArrayList;
import java.util.List;

/** The values that lose while a rule works on a row. */
final class LostValues {
    private final RowDraft row;
    private final long remoteTime;
    private final Origin remoteOrigin;
    private final List<LostValue> lost = new ArrayList<>(2);

    /** Starts a list for a row that meets a change. */
    LostValues(RowDraft row, IncomingChange change) {
        this.row = row;
        remoteTime = change.time();
        remoteOrigin = change.isOurs() ? Origin.POSTGRES : Origin.SALESFORCE;
    }

    /** Starts a list for a row that meets Salesforce's answer to the request with this id. */
    LostValues(RowDraft row, long requestId) {
        this.row = row;
        remoteTime = requestId;
        remoteOrigin = Origin.SALESFORCE;
    }

    /** Logs the row's value, which loses against the given one. */
    void local(String field, ConflictType type, CanonicalValue winner) {
        add(new LostValue(field, type, Resolution.APPLY_REMOTE, rowSide(field), remoteSide(winner)));
    }

    /** Logs a value from Salesforce, which loses against the row's. */
    void remote(String field, ConflictType type, CanonicalValue loser) {
        add(new LostValue(field, type, Resolution.KEEP_LOCAL, rowSide(field), remoteSide(loser)));
    }

    /** Keeps one entry per field. Where a delete beats both sides of a field, the first entry has both values already. */
    private void add(LostValue value) {
        if (lost.stream().noneMatch(other -> other.field().equals(value.field()))) {
            lost.add(value);
        }
    }

    List<LostValue> list() {
        return lost;
    }

    private Side rowSide(String field) {
        Wish wish = row.wish(field);
        return wish == null
                ? new Side(row.value(field), Side.UNKNOWN_TIME, Origin.SALESFORCE)
                : new Side(row.value(field), wish.time(), Origin.POSTGRES);
    }

    private Side remoteSide(CanonicalValue value) {
        return new Side(value, remoteTime, remoteOrigin);
    }
}
