/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.conflict.ConflictType;
import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An account of every user's edit: which were replaced by someone who had seen them, and which are in the conflict log. */
final class Ledger {
    enum Site {
        SALESFORCE,
        POSTGRES
    }

    /** An edit of one field by a user. */
    record Edit(int id, Site site, long second, String record, String field, String stored) {}

    final List<Edit> edits = new ArrayList<>();
    final Set<Integer> seen = new HashSet<>();
    final Set<Integer> conflicts = new HashSet<>();
    /** Edits that only their own event shows as such. A write replaced them unseen, or they wrote the base again under a deleted row. */
    final Set<Integer> blind = new HashSet<>();
    /** Names of records that were read. */
    final Set<String> read = new HashSet<>();
    /** Names that rows and records of one thing share, by row key or record id. */
    final Map<String, String> names = new HashMap<>();

    private int lastEdit;

    int nextEdit() {
        return ++lastEdit;
    }

    void see(CanonicalValue value) {
        seen.add(Edited.editOf(value));
    }

    void see(Collection<CanonicalValue> values) {
        values.forEach(this::see);
    }

    /** Notes the entries of the conflict log. Where a delete beats both sides of a field, the one entry has both. */
    void log(List<LostValue> lost) {
        for (LostValue value : lost) {
            conflicts.add(Edited.editOf(value.lost().value()));
            if (value.type() == ConflictType.UPDATE_DELETED && !value.field().equals(EXISTENCE)) {
                conflicts.add(Edited.editOf(value.local().value()));
                conflicts.add(Edited.editOf(value.remote().value()));
            }
        }
    }

    /** Notes values that were replaced by equal ones: whoever sees the one has seen the other. */
    void noteReplacements(TwoWayRow before, TwoWayRow after) {
        before.values().forEach((field, old) -> {
            CanonicalValue value = after.value(field);
            if (value.equals(old) && Edited.editOf(value) != Edited.editOf(old)) {
                see(old);
                if (!after.exists()) {
                    see(value);
                }
            }
        });
    }

    /** Notes the values of a change that were not taken because the row, or what is known of Salesforce, had equal ones. */
    void noteEqual(TwoWayRow before, TwoWayRow after, IncomingChange change) {
        if (change.version() <= before.version()) {
            return;
        }
        change.values().forEach((field, value) -> {
            boolean isKnown =
                    value.equals(before.value(field)) || (change.isRead() && value.equals(before.base(field)));
            if (isKnown && Edited.editOf(after.value(field)) != Edited.editOf(value)) {
                see(value);
            }
        });
    }

    /**
     * Notes the values that settling a request of a deleted row has found in place of equal bases: our write had replaced the base, and
     * someone then wrote it again. Only the event of that edit shows that it came after the delete of the row.
     */
    void noteFound(TwoWayRow before, TwoWayRow after) {
        if (after.exists()) {
            return;
        }
        after.values().forEach((field, found) -> {
            boolean isTaken = Edited.editOf(found) != Edited.editOf(before.value(field));
            if (isTaken
                    && found.equals(before.base(field))
                    && Edited.editOf(found) != Edited.editOf(before.base(field))) {
                blind.add(Edited.editOf(found));
            }
        });
    }

    boolean isAccountedFor(Edit edit, Map<String, CanonicalValue> now) {
        return seen.contains(edit.id())
                || conflicts.contains(edit.id())
                || (now.containsKey(edit.field())
                        && edit.stored().equals(now.get(edit.field()).text()));
    }
}
