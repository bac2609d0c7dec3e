/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.conflict.LostValue.Side;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.value.CanonicalValue;

/**
 * The rule for adoption (rule 8). It gives a row the id of the record that was created from it, whichever of answer, event and read comes
 * first.
 */
public final class AdoptionRule {
    private AdoptionRule() {}

    /** Returns the row with its record's id. */
    public static RowDecision adopt(TwoWayRow row, String salesforceId) {
        return RowDecision.unchanged(row.draft().setSalesforceId(salesforceId).toRow());
    }

    /**
     * Returns whether a change names a row that has gone, and whose record is another one or never was. The change's record has
     * no row of its own.
     */
    public static boolean comesTooLate(TwoWayRow row, IncomingChange change) {
        boolean hasOther = row.salesforceId() != null && !row.salesforceId().equals(change.recordId());
        return isOver(row) || (hasOther && !row.exists());
    }

    /** Returns whether this is the tombstone of a row that had no record, and wants none any more. */
    public static boolean isOver(TwoWayRow row) {
        return row.salesforceId() == null && !row.exists() && !row.hasWishes() && row.request() == null;
    }

    /**
     * Returns a tombstone with the wish to delete a record that a create of ours made too late. The wish is just later than the
     * create, so a change by someone else still beats it.
     *
     * @param gone the tombstone of the row for which it was made
     */
    public static TwoWayRow deleteAgain(TwoWayRow gone, String key, IncomingChange change) {
        return ChangeRule.firstRow(key, change)
                .draft()
                .setValue(EXISTENCE, gone.value(EXISTENCE))
                .setWish(EXISTENCE, new Wish(change.echo() + 1, CanonicalValue.TRUE))
                .toRow();
    }

    /**
     * Logs the delete of a row in whose place someone else may have created a record, for example to restore it. That record gets
     * a row of its own. A read cannot show who created it, and may have changes by others, too.
     */
    public static RowDecision replaceDeleted(TwoWayRow tombstone, IncomingChange change) {
        LostValues lost = new LostValues(tombstone.draft(), change);
        lost.local(EXISTENCE, ConflictType.UPDATE_DELETED, CanonicalValue.TRUE);
        return new RowDecision(tombstone, lost.list(), RowDecision.FollowUps.NONE);
    }

    /**
     * Returns the row with the id of a record that a user has deleted meanwhile: that delete came before the id was known, and left a
     * tombstone of its own, which the row replaces.
     */
    public static RowDecision adopt(TwoWayRow row, TwoWayRow tombstone) {
        RowDraft draft = row.draft().setSalesforceId(tombstone.salesforceId()).setVersion(tombstone.version());
        LostValues lost = new LostValues(
                draft, row.request() == null ? Side.UNKNOWN_TIME : row.request().id());
        if (row.exists()) {
            row.wishes()
                    .keySet()
                    .forEach(field -> lost.local(field, ConflictType.DELETE_ORIGIN_DIFFERS, CanonicalValue.FALSE));
        }
        draft.dropWishes().closeRequest().setValue(EXISTENCE, tombstone.value(EXISTENCE));
        return new RowDecision(draft.toRow(), lost.list(), RowDecision.FollowUps.NONE);
    }
}
