/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.rule.RowDecision.FollowUps;
import dev.tandem.twoway.value.CanonicalValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The rule for settling (rules 5 and 8). It settles a request that no event has confirmed in time, by a look at the record. So a request
 * whose answer was lost is never repeated blindly, and never stuck.
 */
public final class SettleRule {
    /** The next step towards the settlement of a request. */
    public enum Step {
        /** Events may still confirm it. */
        WAIT,
        /**
         * A change that is older than the write may still be on its way: one that an unguarded write has replaced, or one of a
         * field that Postgres owns. Ask for a read and let it come.
         */
        ASK_FOR_READ,
        /** Look at the record. */
        LOOK,
        /** Look for a record by the external id, recycle bin included. */
        LOOK_UP,
        /** Forget a settled request whose event cannot come any more. */
        FORGET
    }

    /** The time for which Salesforce keeps change events, in µs. */
    public static final long EVENT_RETENTION_MICROS = TimeUnit.HOURS.toMicros(72);

    private final long echoMicros;
    private final long readMicros;
    private final long repeatMicros;
    private final long abandonedBefore;
    private final Map<String, FieldOwner> owners;

    /**
     * Creates the rule.
     *
     * @param owners of fields; all others belong to their last writer
     * @param echoTimeout how long after its answer a request waits for its events
     * @param readTimeout how much longer a request waits for the read that it asked for
     * @param repeatAfter how long a create that is sent again waits for its answer
     * @param abandonedBefore the time, in µs since the epoch, before which no request waits for its answer any more; 0 if all may wait
     */
    public SettleRule(
            Map<String, FieldOwner> owners,
            Duration echoTimeout,
            Duration readTimeout,
            Duration repeatAfter,
            long abandonedBefore) {
        this.owners = Map.copyOf(owners);
        echoMicros = TimeUnit.NANOSECONDS.toMicros(echoTimeout.toNanos());
        readMicros = TimeUnit.NANOSECONDS.toMicros(readTimeout.toNanos());
        repeatMicros = TimeUnit.NANOSECONDS.toMicros(repeatAfter.toNanos());
        this.abandonedBefore = abandonedBefore;
    }

    /** Returns what must happen next to a row's request. */
    public Step next(TwoWayRow row, long now) {
        Request request = row.request();
        if (request == null) {
            boolean isForgotten = !row.awaited().isNone() && now > row.awaited().requestId() + EVENT_RETENTION_MICROS;
            return isForgotten ? Step.FORGET : Step.WAIT;
        }
        long due = dueAt(request);
        if (now <= due) {
            return Step.WAIT;
        }
        if (row.salesforceId() == null) {
            return Step.LOOK_UP;
        }
        if (request.settling().awaitsRead()) {
            return now <= due + readMicros ? Step.WAIT : Step.LOOK;
        }
        boolean needsRead = !request.isCreate() && (!request.guarded() || sendsOwned(request));
        return needsRead && request.settling() == Settling.NONE ? Step.ASK_FOR_READ : Step.LOOK;
    }

    private long dueAt(Request request) {
        if (request.isAnswered()) {
            return request.answeredAt() + echoMicros;
        }
        return isAbandoned(request) ? request.id() : request.deadline();
    }

    /**
     * Returns whether the write-back that sent a request has ended before the answer came. A look finds out sooner than the deadline, but
     * only if carrying out both the request and its repetition loses nothing in silence.
     */
    private boolean isAbandoned(Request request) {
        return request.id() < abandonedBefore && request.isRepeatable() && request.settling() == Settling.NONE;
    }

    /** Returns whether a request sends a field that Postgres owns. See {@link CompareRule} for why older changes must come first. */
    private boolean sendsOwned(Request request) {
        return request.sent().keySet().stream().anyMatch(field -> owners.get(field) == FieldOwner.POSTGRES);
    }

    /** Returns the row without a settled request whose event has not come. */
    public static TwoWayRow forget(TwoWayRow row) {
        return row.draft().awaitNothing().toRow();
    }

    /** Returns the row whose record is read before its request is settled. */
    public RowDecision askForRead(TwoWayRow row) {
        boolean again = row.request().settling() == Settling.READ_APPLIED;
        Request asked = row.request().withSettling(again ? Settling.READ_ASKED_AGAIN : Settling.READ_ASKED);
        return new RowDecision(row.draft().setRequest(asked).toRow(), List.of(), FollowUps.READ);
    }

    /**
     * Settles a request by reading the fields that it sent, under the row's lock. A field with the wished value is confirmed. If
     * Salesforce has answered but the field still has its base, Salesforce discarded our value: its value is taken, and ours is logged. Any
     * other field keeps its wish and waits for its event.
     *
     * @param looked the row as it was before the look. If an answer or a change has come since, the look may be older than that and proves
     *     nothing, so the row stays as it is until the next look
     */
    public RowDecision settle(TwoWayRow row, TwoWayRow looked, Look look) {
        Request request = row.request();
        if (request == null || !request.equals(looked.request()) || row.version() != looked.version()) {
            return RowDecision.unchanged(row);
        }
        if (request.settling() == Settling.READ_APPLIED && isBehind(row, look)) {
            return askForRead(row);
        }
        long requestId = request.id();
        RowDraft draft = row.draft().closeRequest();
        if (mayHaveOvertaken(request)) {
            draft.awaitEvent(requestId, request.sent().keySet());
        }
        LostValues lost = new LostValues(draft, requestId);
        if (request.kind() == RequestKind.DELETE && row.exists() && !look.exists()) {
            return overtake(draft, lost, look);
        }
        for (String field : request.sent().keySet()) {
            Wish wish = draft.wish(field);
            CanonicalValue found = look.values().get(field);
            if (wish == null || wish.time() > requestId || found == null) {
                continue;
            }
            boolean isFulfilled = found.equals(draft.value(field));
            boolean isRecordGone = field.equals(EXISTENCE) && draft.exists();
            if (isFulfilled || (request.isAnswered() && found.equals(wish.base()) && !isRecordGone)) {
                if (!isFulfilled) {
                    lost.local(field, ConflictType.WRITE_ALTERED, found);
                }
                draft.setValue(field, found).dropWish(field);
            }
        }
        CompareRule.dropWishesOfConfirmedDelete(draft);
        return RowDecision.closed(draft.toRow(), lost.list());
    }

    /**
     * Returns whether what a write without guard has replaced may still be on its way, because the events of some fields have not come. No
     * read proves that they have: Salesforce may deliver older events after it.
     */
    private static boolean mayHaveOvertaken(Request request) {
        return !request.guarded() && !request.isCreate();
    }

    /**
     * Returns whether the row does not know what Salesforce has in a field that was sent. Then the read that was applied is older than the
     * write: someone else had asked for it.
     */
    private static boolean isBehind(TwoWayRow row, Look look) {
        return row.request().sent().keySet().stream()
                .anyMatch(field -> look.values().containsKey(field)
                        && !look.values().get(field).equals(row.base(field)));
    }

    /** Makes the row a tombstone: our delete has overtaken the change that brought the row back. */
    private static RowDecision overtake(RowDraft draft, LostValues lost, Look look) {
        draft.before().values().forEach((field, value) -> {
            if (!value.isNull() || draft.wish(field) != null) {
                lost.local(field, ConflictType.DELETE_ORIGIN_DIFFERS, CanonicalValue.FALSE);
            }
        });
        draft.dropWishes().setValue(EXISTENCE, look.values().get(EXISTENCE));
        return new RowDecision(draft.toRow(), lost.list(), FollowUps.NONE);
    }

    /**
     * Settles a create of which no record was found.
     *
     * <p>It may still arrive. So it is sent again as it was, with the same id and values: whichever is carried out, the record is
     * the same, and later edits wait for it. If the row has gone meanwhile, or Salesforce says that the key exists, but does not
     * show the record to this user, nothing is sent: see {@link #settleKeyTaken}.
     */
    public RowDecision settleNotCreated(TwoWayRow row, long requestId, long now) {
        Request request = row.request();
        if (request == null || request.id() != requestId) {
            return RowDecision.unchanged(row);
        }
        if (!row.exists() || request.settling() == Settling.KEY_EXISTS) {
            return settleKeyTaken(row);
        }
        Request repeated = request.withSettling(Settling.REPEATED).withDeadline(now + repeatMicros);
        return RowDecision.unchanged(row.draft().setRequest(repeated).toRow());
    }

    /**
     * Settles a create that Salesforce rejects as long as another record has the row's key: that of another row, perhaps, or one that
     * was deleted and has come back. That record must not become this row's, so the row has failed until people decide. If the
     * row has gone meanwhile, its tombstone stays, at rest, for a record that comes too late.
     */
    public static RowDecision settleKeyTaken(TwoWayRow row) {
        RowDraft closed = row.draft().closeRequest();
        TwoWayRow settled = row.exists()
                ? closed.failAt(row.request().id()).toRow()
                : closed.dropWishes().toRow();
        return RowDecision.closed(settled, List.of());
    }

    /** Returns whether a create was settled by {@link #settleNotCreated} so that it is to be sent again. */
    public static boolean isRepeated(TwoWayRow row, long requestId) {
        Request request = row.request();
        return request != null && request.id() == requestId && request.settling() == Settling.REPEATED;
    }

    /**
     * Settles a create whose record was found. The record is read again, so that the row gets a version.
     *
     * @param adopted the outcome of {@link AdoptionRule}
     */
    public RowDecision settleCreated(RowDecision adopted, long now) {
        TwoWayRow row = adopted.row();
        Request request = row.request();
        TwoWayRow answered = request == null
                ? row
                : row.draft()
                        .setRequest(request.answered(now).withSettling(Settling.READ_ASKED))
                        .toRow();
        return new RowDecision(answered, adopted.lost(), FollowUps.READ);
    }
}
