/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.RowDecision.FollowUps;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule for comparisons (rules 3, 4 and 7). It compares what a request wants to write with what Salesforce has. A field that already has
 * the wished value is confirmed, one that has its base is sent, and anything else waits: Salesforce has changed it, and that event will
 * wake the row. A row that waits in vain has its record read again, so that a lost event cannot leave it waiting for good.
 */
public final class CompareRule {
    private final Map<String, FieldOwner> owners;

    /** @param owners of fields; all others belong to their last writer */
    public CompareRule(Map<String, FieldOwner> owners) {
        this.owners = Map.copyOf(owners);
    }

    /** The outcome of a comparison. */
    public sealed interface Outcome {
        /** The row has lost this request meanwhile. */
        record Abandoned() implements Outcome {}

        /** The guard would not see a save in the second of the look, so look again in a later one. */
        record LookAgain() implements Outcome {}

        /** The fields in the row's request are to be sent, once the row is written. */
        record Send(TwoWayRow row) implements Outcome {}

        /** Nothing is left to send, and the request is closed. */
        record Closed(RowDecision decision) implements Outcome {}
    }

    /**
     * Compares a request with the record, under the row's lock.
     *
     * @param row the row as it is now
     */
    public Outcome compare(TwoWayRow row, Taken taken, Look look) {
        if (!taken.isOpenOn(row)) {
            return new Outcome.Abandoned();
        }
        if (taken.request().guarded() && !look.isExact()) {
            return new Outcome.LookAgain();
        }
        RowDraft draft = row.draft();
        confirm(draft, taken, look);
        Map<String, CanonicalValue> sent = toSend(draft, taken, look);
        dropWishesOfConfirmedDelete(draft);
        if (!sent.isEmpty()) {
            return new Outcome.Send(
                    draft.setRequest(row.request().withSent(sent)).toRow());
        }
        TwoWayRow closed = draft.closeRequest().toRow();
        boolean wakes = closed.hasWishes() && taken.hasMoved(closed);
        boolean needsRead = closed.hasWishes() && !wakes && taken.hasWaited();
        return new Outcome.Closed(new RowDecision(closed, List.of(), new FollowUps(false, wakes, needsRead)));
    }

    /**
     * Drops the wishes that Salesforce fulfils already. Once a change was applied since the row was taken, the look may be older than that
     * change, and proves nothing.
     */
    private void confirm(RowDraft draft, Taken taken, Look look) {
        if (draft.before().version() != taken.row().version()) {
            return;
        }
        taken.request().sent().forEach((field, value) -> {
            if (look.has(field, value) && taken.stands(draft.wish(field)) && hasArrived(draft, field, value)) {
                draft.setValue(field, look.values().get(field)).dropWish(field);
            }
        });
    }

    /**
     * Returns whether the change that made a value has arrived, if Postgres owns the field. Changes that are older come first, and
     * only the wish keeps them from replacing the value: without it, the next change by others would make the older value Postgres's own.
     */
    private boolean hasArrived(RowDraft draft, String field, CanonicalValue value) {
        return owners.get(field) != FieldOwner.POSTGRES || value.equals(draft.base(field));
    }

    private static Map<String, CanonicalValue> toSend(RowDraft draft, Taken taken, Look look) {
        if (taken.request().kind() == RequestKind.DELETE) {
            return isUnchanged(taken.row(), look) ? taken.request().sent() : Map.of();
        }
        Map<String, CanonicalValue> sent = new LinkedHashMap<>();
        taken.request().sent().forEach((field, value) -> {
            boolean hasBase = look.has(field, taken.row().base(field));
            if (look.exists() && hasBase && !look.has(field, value) && taken.stands(draft.wish(field))) {
                sent.put(field, value);
            }
        });
        return sent;
    }

    /** Returns whether the record has not changed since the row was deleted. Otherwise the event of that change will decide. */
    private static boolean isUnchanged(TwoWayRow tombstone, Look look) {
        return look.exists()
                && look.values().entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(tombstone.base(entry.getKey())));
    }

    /** Drops what was wished of a row that both sides have deleted. */
    static void dropWishesOfConfirmedDelete(RowDraft draft) {
        if (!draft.exists() && draft.wish(EXISTENCE) == null) {
            draft.dropWishes();
        }
    }
}
