/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static dev.tandem.twoway.world.World.FIELDS;

import dev.tandem.event.Operation;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.AdoptionRule;
import dev.tandem.twoway.rule.ChangeRule;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Postgres in the world: rows and tombstones, the sink that applies the topic to them, and the images that wake the write-back. */
final class Postgres {
    final Map<String, TwoWayRow> rows = new LinkedHashMap<>();
    /** Keys of rows whose images the write-back has not seen. */
    final Deque<String> images = new ArrayDeque<>();
    /** Ids of records that are to be read again. */
    final Set<String> asked = new LinkedHashSet<>();

    /** Keys of rows that users inserted here. */
    final Set<String> inserted = new HashSet<>();

    private final World world;
    private final Ledger ledger;
    private int lastKey;

    Postgres(World world) {
        this.world = world;
        ledger = world.ledger;
    }

    String nextKey() {
        String key = Integer.toString(++lastKey);
        ledger.names.put(key, "row" + key);
        return key;
    }

    void add(TwoWayRow row, String name) {
        rows.put(row.key(), row);
        ledger.names.put(row.key(), name);
    }

    /** Applies a change at its place in the topic, which is its version. */
    void apply(IncomingChange change) {
        TwoWayRow row = rowOf(change);
        if (row != null) {
            RowDecision decision = world.decisions.apply(row, change, world.localTime());
            ledger.noteEqual(row, decision.row(), change);
            store(row, decision);
        } else if (ChangeRule.needsRead(change.operation())) {
            asked.add(change.recordId());
        } else if (!deletesAgain(change)) {
            TwoWayRow first = ChangeRule.firstRow(nextKey(), change);
            Map<String, CanonicalValue> values = new LinkedHashMap<>();
            FIELDS.forEach(field -> values.put(field, CanonicalValue.NULL));
            values.putAll(first.values());
            add(
                    new TwoWayRow(
                            first.key(),
                            first.salesforceId(),
                            values,
                            first.version(),
                            Map.of(),
                            null,
                            first.failedAt()),
                    ledger.names.get(change.recordId()));
        }
    }

    /** Decides about a record that was created from a row which has gone, and returns whether it is deleted again. */
    private boolean deletesAgain(IncomingChange change) {
        TwoWayRow maker = maker(change);
        if (maker == null || !AdoptionRule.comesTooLate(maker, change)) {
            return false;
        }
        TwoWayRow tombstone = world.decisions.deleteAgain(maker, nextKey(), change);
        if (tombstone == null) {
            ledger.log(AdoptionRule.replaceDeleted(maker, change).lost());
            return false;
        }
        add(tombstone, ledger.names.get(change.recordId()));
        images.add(tombstone.key());
        return true;
    }

    /** Returns the row that a change names by its key. */
    private TwoWayRow maker(IncomingChange change) {
        boolean namesRow = change.operation() == Operation.CREATE || change.isRead();
        return namesRow && change.rowKey() != null ? rows.get(change.rowKey()) : null;
    }

    private TwoWayRow rowOf(IncomingChange change) {
        List<TwoWayRow> known = rowsWithId(change.recordId());
        if (known.size() > 1) {
            throw new BrokenPromise("one record has two rows");
        }
        if (!known.isEmpty()) {
            return known.get(0);
        }
        TwoWayRow maker = maker(change);
        if (maker == null || AdoptionRule.comesTooLate(maker, change)) {
            return null;
        }
        store(maker, world.decisions.adopt(maker, change.recordId()));
        return rows.get(maker.key());
    }

    private List<TwoWayRow> rowsWithId(String id) {
        return rows.values().stream()
                .filter(row -> id.equals(row.salesforceId()))
                .toList();
    }

    /** Returns the decision by which a row adopts a record, after removing a tombstone that the record may have. */
    RowDecision adopt(TwoWayRow row, String id) {
        for (TwoWayRow other : rowsWithId(id)) {
            if (other.key().equals(row.key())) {
                continue;
            }
            if (other.exists()) {
                throw new BrokenPromise("one record has two rows");
            }
            rows.remove(other.key());
            return world.decisions.adopt(row, other);
        }
        return world.decisions.adopt(row, id);
    }

    /** Writes what a rule decided. */
    void store(TwoWayRow before, RowDecision decision) {
        TwoWayRow after = decision.row();
        ledger.log(decision.lost());
        ledger.noteReplacements(before, after);
        if (decision.removesRow()) {
            rows.remove(after.key());
            return;
        }
        rows.put(after.key(), after);
        if (decision.wakesWriteBack()) {
            images.add(after.key());
        }
        if (decision.needsRead()) {
            asked.add(after.salesforceId());
        }
    }

    /** Returns the values that a user sees, with nothing but its non-existence for a tombstone. */
    static Map<String, CanonicalValue> visible(TwoWayRow row) {
        return row.exists() ? row.values() : Map.of(EXISTENCE, row.value(EXISTENCE));
    }
}
