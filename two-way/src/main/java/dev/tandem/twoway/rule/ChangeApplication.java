/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.conflict.ConflictType.DELETE_ORIGIN_DIFFERS;
import static dev.tandem.twoway.conflict.ConflictType.UPDATE_DELETED;
import static dev.tandem.twoway.conflict.ConflictType.UPDATE_ORIGIN_DIFFERS;
import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.rule.RowDecision.FollowUps;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** One application of one change to one row, for {@link ChangeRule}. */
final class ChangeApplication {
    private final TwoWayRow before;
    private final IncomingChange change;
    private final TieBreaker ties;
    private final Map<String, FieldOwner> owners;
    private final RowDraft row;
    private final LostValues lost;
    /** The changed values that are still to be applied. */
    private final Map<String, CanonicalValue> values;
    /** The request under way if the change is its event, otherwise null. */
    private final Request confirmed;

    ChangeApplication(TwoWayRow before, IncomingChange change, TieBreaker ties, Map<String, FieldOwner> owners) {
        this.before = before;
        this.change = change;
        this.ties = ties;
        this.owners = owners;
        row = before.draft();
        lost = new LostValues(row, change);
        values = new LinkedHashMap<>(change.values());
        Request request = before.request();
        confirmed = request != null && change.isOurs() && request.id() == change.echo() ? request : null;
    }

    RowDecision apply(long now) {
        row.setVersion(change.version());
        change.readOnlyValues().forEach(row::setValue);
        noteOnRequest(now);
        if (change.isOurs()) {
            row.noteEvent(change.echo(), change.values().keySet());
        }
        if (change.isDelete()) {
            applyDelete();
        } else {
            leaveUnchanged();
            applyToTombstone();
            applyFields(now);
        }
        boolean wakes = before.hasWishes() || !row.wishes().isEmpty();
        return new RowDecision(row.toRow(), lost.list(), wakes ? FollowUps.WAKE : FollowUps.NONE);
    }

    private void noteOnRequest(long now) {
        if (confirmed != null) {
            row.setRequest(confirmed.withEvent(now));
            return;
        }
        row.clearFailure();
        Request request = before.request();
        if (request != null && change.isRead()) {
            row.setRequest(request.withSettling(request.settling().afterRead()));
        }
    }

    /**
     * Makes the row a tombstone: a delete in Salesforce beats everything that is pending here. A delete of ours that finds the row
     * existing has overtaken what brought it back, so all the row's values are lost.
     */
    private void applyDelete() {
        if (row.exists()) {
            before.values().forEach((field, value) -> {
                boolean mayBeOvertaken = change.isOurs() || isReadAheadOfEvent(field);
                if ((mayBeOvertaken && !value.isNull()) || row.wish(field) != null) {
                    lost.local(field, DELETE_ORIGIN_DIFFERS, change.values().get(EXISTENCE));
                }
            });
        } else if (row.wish(EXISTENCE) != null && change.isRead()) {
            // Nothing else may bring what someone changed before the record was deleted.
            values.forEach((field, value) -> {
                if (!field.equals(EXISTENCE) && !value.equals(row.base(field))) {
                    lost.remote(field, UPDATE_DELETED, value);
                }
            });
        }
        row.dropWishes().setValue(EXISTENCE, change.values().get(EXISTENCE));
        if (confirmed != null || (before.request() != null && before.request().isCreate())) {
            row.closeRequest(); // Any other may yet be carried out, after an undelete.
        }
    }

    /** Leaves of a read only what differs from what is known: that counts as changed when the record was last modified. */
    private void leaveUnchanged() {
        if (change.isRead()) {
            values.entrySet().removeIf(entry -> entry.getValue().equals(row.base(entry.getKey())));
        }
    }

    /** Decides whether a change by others brings a tombstone back, and logs it if not. */
    private void applyToTombstone() {
        boolean showsOnlyOwnWrite =
                values.entrySet().stream().allMatch(entry -> showsOwnWrite(entry.getKey(), entry.getValue()));
        if (row.exists() || change.isOurs()) {
            return;
        }
        if (showsOnlyOwnWrite) {
            // Someone else may have written the same, and nothing else would show it.
            logUnderTombstone(field -> !field.equals(EXISTENCE));
            return;
        }
        Wish delete = row.wish(EXISTENCE);
        if (delete != null && !change.isBefore(delete.time(), ties)) {
            lost.local(EXISTENCE, UPDATE_DELETED, CanonicalValue.TRUE);
            row.setValue(EXISTENCE, CanonicalValue.TRUE).dropWish(EXISTENCE);
            return;
        }
        if (delete != null || !change.carriesExistence()) {
            logUnderTombstone(field -> true);
        }
        CanonicalValue existence = delete == null ? null : values.remove(EXISTENCE);
        if (existence != null) {
            row.setWish(EXISTENCE, delete.withBase(existence));
        }
    }

    private void logUnderTombstone(Predicate<String> fields) {
        values.forEach((field, value) -> {
            if (fields.test(field) && !value.equals(row.value(field))) {
                lost.remote(field, UPDATE_DELETED, value);
            }
        });
    }

    private void applyFields(long now) {
        Map<String, CanonicalValue> unconfirmed = new LinkedHashMap<>(confirmed == null ? Map.of() : confirmed.sent());
        values.forEach((field, value) -> {
            boolean sent = unconfirmed.remove(field) != null;
            Wish wish = row.wish(field);
            if (isOverruled(field, value, sent)) {
                restore(field, value, now);
            } else if (wish == null) {
                applyWithoutWish(field, value, sent);
            } else if (showsOwnWrite(field, value) || isLater(wish, field, sent)) {
                keepWish(field, wish, value);
            } else {
                if (!sent) {
                    logLocal(field, value);
                }
                row.setValue(field, value).dropWish(field);
            }
        });
        if (confirmed != null) {
            boolean isDone = unconfirmed.keySet().stream().noneMatch(this::isAwaited);
            row.setRequest(isDone ? null : row.request().withSent(unconfirmed));
        }
    }

    /** Returns whether a wish is later than the change. Edits of a field that Salesforce owns are from before it did, and beat no one. */
    private boolean isLater(Wish wish, String field, boolean sent) {
        boolean isSalesforceOwned = ownerOf(field) == FieldOwner.SALESFORCE && !mayBeOurWrite(sent);
        return !isSalesforceOwned && change.isBefore(wish.time(), ties);
    }

    private boolean mayBeOurWrite(boolean sent) {
        return change.isOurs() && (confirmed == null || sent);
    }

    private FieldOwner ownerOf(String field) {
        return owners.getOrDefault(field, FieldOwner.LAST_WRITER);
    }

    /**
     * Returns whether Postgres owns a field, and someone has changed it in Salesforce. What our own request wrote is not
     * overruled: where Salesforce has altered it, it would do so again, and the row would wake itself in a circle. While a record
     * is deleted, no one owns it.
     */
    private boolean isOverruled(String field, CanonicalValue value, boolean sent) {
        boolean mayExist = row.exists()
                || row.wish(EXISTENCE) != null
                || CanonicalValue.TRUE.equals(change.values().get(EXISTENCE));
        boolean hasValue = before.exists() || row.hasValue(field);
        return ownerOf(field) == FieldOwner.POSTGRES
                && mayExist
                && hasValue
                && !mayBeOurWrite(sent)
                && !showsOwnWrite(field, value)
                && !value.equals(row.value(field));
    }

    /** Keeps the row's value against a change. It becomes a new edit, later than any request that may have sent it before. */
    private void restore(String field, CanonicalValue value, long now) {
        row.setWish(field, new Wish(LocalEditRule.timeOfEdit(before, now), value));
        lost.remote(field, UPDATE_ORIGIN_DIFFERS, value);
    }

    /**
     * Takes a value. Logs the value that our write replaced: it had come from Salesforce while the write was under way. Does not log
     * what automation changed in the same transaction: it had seen that value.
     */
    private void applyWithoutWish(String field, CanonicalValue value, boolean sent) {
        if (mayBeOurWrite(sent) || isReadAheadOfEvent(field)) {
            logLocal(field, value);
        }
        row.setValue(field, value);
    }

    /**
     * Returns whether what a read replaces may be something that our write has overtaken. The read may show the write before its
     * event comes, which then finds nothing to log.
     */
    private boolean isReadAheadOfEvent(String field) {
        return change.isRead() && (before.request() != null || before.awaited().mayHaveReplaced(field));
    }

    /**
     * Returns whether a read shows the value that the request under way sends. That is as old as the request, so it beats no later edit.
     * Nor does it confirm the request: the read may be newer than its place in the stream, and changes that our write has replaced may
     * still come. If someone else happened to write the same, a later edit still logs it as lost.
     */
    private boolean showsOwnWrite(String field, CanonicalValue value) {
        return change.isRead()
                && before.request() != null
                && value.equals(before.request().sent().get(field));
    }

    private void keepWish(String field, Wish wish, CanonicalValue value) {
        row.setWish(field, wish.withBase(value));
        if (!change.isOurs() && !value.equals(row.value(field))) {
            lost.remote(field, UPDATE_ORIGIN_DIFFERS, value);
        }
    }

    private void logLocal(String field, CanonicalValue winner) {
        if (!winner.equals(row.value(field))) {
            lost.local(field, UPDATE_ORIGIN_DIFFERS, winner);
        }
    }

    /**
     * Returns whether an event must still confirm a field. A later edit needs no confirmation of the earlier one; but if a change by
     * others has beaten the wish, our write may have replaced that change, and the read that shows it must find the request open.
     */
    private boolean isAwaited(String field) {
        Wish wish = row.wish(field);
        return wish == null || wish.time() < confirmed.id();
    }
}
