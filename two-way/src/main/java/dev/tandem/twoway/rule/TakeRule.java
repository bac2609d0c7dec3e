/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.conflict.LostValue.Side;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.value.CanonicalValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The rule for taking (rule 3, first half). It turns the wishes of a row that woke the write-back into a request. */
public final class TakeRule {
    private final long deadlineMicros;
    private final long repeatAfterMicros;

    /**
     * Creates the rule.
     *
     * @param deadline how long after it was sent Salesforce can still carry out a request
     * @param repeatAfter how long a request waits for its answer if it may be repeated sooner: it was not sent yet, or carrying out both
     *     it and its repetition loses nothing in silence
     */
    public TakeRule(Duration deadline, Duration repeatAfter) {
        deadlineMicros = TimeUnit.NANOSECONDS.toMicros(deadline.toNanos());
        repeatAfterMicros = TimeUnit.NANOSECONDS.toMicros(repeatAfter.toNanos());
    }

    /** The outcome of taking a row. */
    public sealed interface Outcome {
        /** Nothing can be sent: there are no wishes, a request is under way, or the row rests after a failure. */
        record Nothing() implements Outcome {}

        /**
         * The row was deleted before it had a record, so there is nothing to send. Its tombstone stays, at rest: a create that
         * was cut off may still arrive.
         */
        record Buried(TwoWayRow row) implements Outcome {}

        /** The row has a request now. An update and a delete need a look first. */
        record Request(Taken taken) implements Outcome {
            public boolean needsLook() {
                return !taken.request().isCreate();
            }
        }
    }

    /** Takes the wishes of a row, under its lock. */
    public Outcome take(TwoWayRow row, long now, Guard guard) {
        if (row.request() != null || !row.hasWishes() || row.hasFailed()) {
            return new Outcome.Nothing();
        }
        if (row.salesforceId() == null && !row.exists()) {
            return new Outcome.Buried(row.draft().dropWishes().toRow());
        }
        RequestKind kind = kindOf(row);
        Request request = new Request(
                timeOfRequest(row, now),
                kind,
                sentBy(row, kind),
                Request.UNANSWERED,
                now + repeatAfterMicros,
                kind == RequestKind.UPDATE && guard == Guard.GUARDED,
                Settling.NONE);
        return new Outcome.Request(new Taken(row.draft().setRequest(request).toRow()));
    }

    /**
     * Returns whether a look that was made before a row was taken counts as if it had been made afterwards: nothing has changed
     * the row since. An edit or a change that came meanwhile may be later than the look.
     *
     * @param seen the row as it was before the look
     */
    public static boolean mayUseLook(Taken taken, TwoWayRow seen) {
        return taken.row().draft().closeRequest().toRow().equals(seen);
    }

    /**
     * Returns a row whose update or delete is about to be sent. Write it before the call: a request is settled sooner as long as
     * it was only noted, because then no call carries it, and none will once it is closed.
     */
    public TwoWayRow sending(TwoWayRow row, long now) {
        Request request = row.request();
        long deadline = now + (request.isRepeatable() ? repeatAfterMicros : deadlineMicros);
        return row.draft().setRequest(request.withDeadline(deadline)).toRow();
    }

    /**
     * Returns a row without a request that was noted, but will not be sent. A create that is sent again stays: the first one may
     * arrive.
     */
    public static TwoWayRow withdraw(TwoWayRow row, Taken taken) {
        boolean isUnsent = taken.isOpenOn(row) && row.request().settling() != Settling.REPEATED;
        return isUnsent ? row.draft().closeRequest().toRow() : row;
    }

    /**
     * Returns a row without wishes for fields that Salesforce does not let us write any more. No request could carry them. The
     * row goes back to Salesforce's values, and the edits are logged. If they are why the row rests, it does so no longer.
     *
     * @param isWritable says whether a field can be written
     */
    public static RowDecision giveUpUnwritable(TwoWayRow row, Predicate<String> isWritable) {
        RowDraft draft = row.draft();
        LostValues lost = new LostValues(draft, Side.UNKNOWN_TIME);
        for (Map.Entry<String, Wish> wish : row.wishes().entrySet()) {
            String field = wish.getKey();
            if (!field.equals(TwoWayRow.EXISTENCE) && !isWritable.test(field)) {
                if (row.values().containsKey(field)) {
                    lost.local(
                            field, ConflictType.WRITE_REJECTED, wish.getValue().base());
                    draft.setValue(field, wish.getValue().base());
                }
                draft.dropWish(field).clearFailure();
            }
        }
        return RowDecision.closed(draft.toRow(), lost.list());
    }

    private static RequestKind kindOf(TwoWayRow row) {
        if (row.salesforceId() == null) {
            return RequestKind.CREATE;
        }
        return row.exists() ? RequestKind.UPDATE : RequestKind.DELETE;
    }

    private static Map<String, CanonicalValue> sentBy(TwoWayRow row, RequestKind kind) {
        Map<String, CanonicalValue> sent = new LinkedHashMap<>();
        for (String field : row.wishes().keySet()) {
            if (kind != RequestKind.DELETE || field.equals(EXISTENCE)) {
                sent.put(field, row.value(field));
            }
        }
        return sent;
    }

    /** Returns the clock's time, but later than every wish on the row and than the last failure. */
    private static long timeOfRequest(TwoWayRow row, long now) {
        long time = Math.max(now, row.failedAt() + 1);
        for (Wish wish : row.wishes().values()) {
            time = Math.max(time, wish.time() + 1);
        }
        return time;
    }
}
