/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.conflict.LostValue.Side;
import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;

/** Rule 8: gives a row the id of the record that was created from it, whichever of answer, event and read comes first. */
public final class AdoptionRule {
    private AdoptionRule() {}

    /** Returns the row with its record's id. */
    public static RowDecision adopt(TwoWayRow row, String salesforceId) {
        return RowDecision.unchanged(row.draft().setSalesforceId(salesforceId).toRow());
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
