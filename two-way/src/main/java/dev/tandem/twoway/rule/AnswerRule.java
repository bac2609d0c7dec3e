/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.RowDecision.FollowUps;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.List;

/**
 * The rule for answers (rules 4 and 6). It decides what an answer to a write means for the row. Success only starts the wait for the events
 * that confirm it. After a write that was not carried out, the request is closed and the wishes stay.
 */
public final class AnswerRule {
    /** A way to treat edits that Salesforce rejects. */
    public enum OnRejection {
        /** The row rests, wishes and all, until it is changed here or in Salesforce. */
        REST,
        /** The row goes back to Salesforce's values, and the edits are logged. */
        REVERT
    }

    private final OnRejection onRejection;

    public AnswerRule(OnRejection onRejection) {
        this.onRejection = onRejection;
    }

    /** Applies an answer to a row, under its lock. The answer to a request that the row no longer has changes nothing. */
    public RowDecision apply(TwoWayRow row, Taken taken, Answer answer, long now) {
        if (!taken.isOpenOn(row)) {
            return RowDecision.unchanged(row);
        }
        if (answer instanceof Answer.Lost lost) {
            return RowDecision.unchanged(lookSooner(row, lost.lookAt()));
        }
        if (answer instanceof Answer.Rejected || isOtherRecordGone(taken, answer)) {
            return reject(row, taken);
        }
        if (answer instanceof Answer.Busy && row.request().settling() == Settling.REPEATED) {
            return RowDecision.unchanged(row); // The create that it repeats may still arrive, so it must not change.
        }
        if (answer instanceof Answer.Busy || answer instanceof Answer.Overtaken) {
            // After a 412 nothing but a look may show the change: it may have changed no field that an event carries.
            return RowDecision.closed(row.draft().closeRequest().toRow(), List.of());
        }
        if (answer instanceof Answer.Gone && taken.request().kind() != RequestKind.DELETE) {
            TwoWayRow closed = row.draft().closeRequest().toRow();
            boolean wakes = closed.hasWishes() && taken.hasMoved(closed);
            return new RowDecision(closed, List.of(), new FollowUps(false, wakes, false));
        }
        if (answer instanceof Answer.Exists) {
            if (row.salesforceId() != null) {
                return RowDecision.unchanged(row);
            }
            // It is looked up next.
            Request request = row.request().withDeadline(now).withSettling(Settling.KEY_EXISTS);
            return RowDecision.unchanged(row.draft().setRequest(request).toRow());
        }
        RowDraft draft = row.draft().setRequest(row.request().answered(now));
        if (answer instanceof Answer.Created created && row.salesforceId() == null) {
            draft.setSalesforceId(created.salesforceId());
        }
        return RowDecision.unchanged(draft.toRow());
    }

    /** Lets a request be settled sooner than at its deadline, if carrying out both it and its repetition loses nothing in silence. */
    private static TwoWayRow lookSooner(TwoWayRow row, long lookAt) {
        Request request = row.request();
        return request.isRepeatable() && !request.isAnswered() && lookAt < request.deadline()
                ? row.draft().setRequest(request.withDeadline(lookAt)).toRow()
                : row;
    }

    /**
     * Returns whether an update finds a record gone that a look has just seen, and not for the first time. Then it means one to which the
     * record would refer, and no event of this one would ever wake the row.
     */
    private static boolean isOtherRecordGone(Taken taken, Answer answer) {
        return answer instanceof Answer.Gone && taken.request().kind() == RequestKind.UPDATE && taken.hasWaited();
    }

    private RowDecision reject(TwoWayRow row, Taken taken) {
        if (onRejection == OnRejection.REST || taken.request().kind() == RequestKind.DELETE) {
            return letRest(row, taken);
        }
        RowDraft draft = row.draft().closeRequest();
        LostValues lost = new LostValues(draft, taken.id());
        if (row.salesforceId() != null) {
            takeBackEdits(draft, taken, lost);
        } else if (!taken.hasMoved(row)) {
            row.values().keySet().forEach(field -> {
                if (!row.value(field).isNull()) {
                    lost.local(field, ConflictType.WRITE_REJECTED, row.base(field));
                }
            });
            return new RowDecision(draft.dropWishes().toRow(), lost.list(), FollowUps.REMOVE);
        }
        return RowDecision.closed(draft.toRow(), lost.list());
    }

    /**
     * Ends a request that failed for good. The edits stay, whatever was configured for those that Salesforce rejects; a delete is taken
     * back.
     */
    public static RowDecision letRest(TwoWayRow row, Taken taken) {
        RowDraft draft = row.draft().closeRequest();
        LostValues lost = new LostValues(draft, taken.id());
        if (taken.request().kind() == RequestKind.DELETE) {
            takeBackDelete(draft, lost);
        } else {
            draft.failAt(taken.id());
        }
        return RowDecision.closed(draft.toRow(), lost.list());
    }

    /** Brings back a row whose delete was rejected, whatever was configured: it cannot rest, because no one sees a tombstone. */
    private static void takeBackDelete(RowDraft draft, LostValues lost) {
        if (draft.wish(EXISTENCE) != null && !draft.exists()) {
            lost.local(EXISTENCE, ConflictType.WRITE_REJECTED, CanonicalValue.TRUE);
            draft.setValue(EXISTENCE, CanonicalValue.TRUE).dropWish(EXISTENCE);
        }
    }

    private static void takeBackEdits(RowDraft draft, Taken taken, LostValues lost) {
        for (String field : taken.request().sent().keySet()) {
            if (taken.stands(draft.wish(field))) {
                CanonicalValue base = draft.base(field);
                lost.local(field, ConflictType.WRITE_REJECTED, base);
                draft.setValue(field, base).dropWish(field);
            }
        }
    }
}
