/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.row.RowDraft;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.row.Wish;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rule for local edits (rule 1). It turns an edit of a table's user into wishes. In production the triggers of {@code two-way.sql} do
 * this; this is their reference, by which they are tested.
 */
public final class LocalEditRule {
    private LocalEditRule() {}

    /** Returns a row that a user has just inserted: a wish to exist, and one for each value. */
    public static TwoWayRow insert(String key, Map<String, CanonicalValue> values, long now) {
        Map<String, CanonicalValue> all = new LinkedHashMap<>(values);
        all.putIfAbsent(EXISTENCE, CanonicalValue.TRUE);
        Map<String, Wish> wishes = new LinkedHashMap<>();
        all.forEach((field, value) -> {
            if (field.equals(EXISTENCE)) {
                wishes.put(field, new Wish(now, CanonicalValue.FALSE));
            } else if (!value.isNull()) {
                wishes.put(field, new Wish(now, CanonicalValue.NULL));
            }
        });
        return new TwoWayRow(key, null, all, TwoWayRow.NO_VERSION, wishes, null, TwoWayRow.NOT_FAILED);
    }

    /** Returns the row after an update or delete. A field that is set to its own value is not edited. */
    public static TwoWayRow edit(TwoWayRow row, Map<String, CanonicalValue> values, long now) {
        long time = timeOfEdit(row, now);
        RowDraft draft = row.draft();
        values.forEach((field, value) -> {
            if (!value.equals(row.value(field))) {
                draft.setWish(field, new Wish(time, row.base(field)));
                draft.setValue(field, value);
            }
        });
        return draft.toRow();
    }

    /** Returns the clock's time, but later than every wish on the row and than its request, even if the clock went back. */
    static long timeOfEdit(TwoWayRow row, long now) {
        long time = row.request() == null ? now : Math.max(now, row.request().id() + 1);
        for (Wish wish : row.wishes().values()) {
            time = Math.max(time, wish.time() + 1);
        }
        return time;
    }
}
