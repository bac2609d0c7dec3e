/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;
import static dev.tandem.twoway.world.World.FIELDS;

import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.world.Ledger.Edit;
import dev.tandem.twoway.world.Ledger.Site;
import dev.tandem.twoway.world.Salesforce.Record;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The properties that must hold when a world has come to rest. */
final class AtRest {
    private final World world;
    private final Options options;
    private final Ledger ledger;
    private final Map<String, TwoWayRow> rows;

    private AtRest(World world) {
        this.world = world;
        options = world.options;
        ledger = world.ledger;
        rows = world.postgres.rows;
    }

    /** Checks all properties. Returns how many edits only the documented limits excuse. */
    static int check(World world) {
        AtRest rest = new AtRest(world);
        rest.checkRecords();
        rest.rows.values().forEach(rest::checkRow);
        rest.checkReplay();
        Map<String, Map<String, CanonicalValue>> visible = new LinkedHashMap<>();
        rest.rows.values().forEach(row -> visible.put(rest.ledger.names.get(row.key()), Postgres.visible(row)));
        int limits = rest.checkEdits(visible);
        if (world.options.exact) {
            visible.forEach(rest::checkLastWriter);
        }
        return limits;
    }

    private static void fail(boolean broken, String property) {
        if (broken) {
            throw new BrokenPromise(property);
        }
    }

    private void checkRecords() {
        for (Record found : world.salesforce.records.values()) {
            List<TwoWayRow> ofRecord = rows.values().stream()
                    .filter(row -> found.id.equals(row.salesforceId()))
                    .toList();
            long living = ofRecord.stream().filter(TwoWayRow::exists).count();
            fail(living > 1, "a record has two rows");
            fail(found.exists() && living == 0, "a record has no row");
            fail(found.exists() && world.salesforce.existing(found.maker) > 1, "a local insert made two records");
        }
    }

    private void checkRow(TwoWayRow row) {
        fail(row.hasWishes() && !(row.failedAt() >= 0 && row.hasFailed()), "something stays pending");
        if (row.salesforceId() == null) {
            return;
        }
        Record found = world.salesforce.records.get(row.salesforceId());
        fail(found.exists() != row.exists(), "existence differs");
        fail(
                row.exists()
                        && FIELDS.stream().anyMatch(field -> !row.base(field).equals(found.values.get(field))),
                "the sites differ");
    }

    private void checkReplay() {
        Map<String, TwoWayRow> before = Map.copyOf(rows);
        Set<Integer> conflicts = new HashSet<>(ledger.conflicts);
        world.topic.forEach(world.postgres::apply);
        boolean same = rows.equals(before)
                && ledger.conflicts.equals(conflicts)
                && world.postgres.asked.isEmpty()
                && world.postgres.images.isEmpty();
        fail(!same, "a replay changes something");
    }

    private int checkEdits(Map<String, Map<String, CanonicalValue>> visible) {
        int limits = 0;
        for (Edit edit : ledger.edits) {
            Map<String, CanonicalValue> now =
                    visible.getOrDefault(edit.record(), Map.of(EXISTENCE, CanonicalValue.FALSE));
            if (!ledger.isAccountedFor(edit, storedForms(now))) {
                // Only its own event would have shown it, and that was lost in a gap.
                fail(!ledger.blind.contains(edit.id()) || options.gaps == 0, "an edit is silently lost");
                limits++;
            }
        }
        return limits;
    }

    private Map<String, CanonicalValue> storedForms(Map<String, CanonicalValue> values) {
        Map<String, CanonicalValue> stored = new LinkedHashMap<>();
        values.forEach(
                (field, value) -> stored.put(field, value.isNull() ? value : world.salesforce.stored(field, value)));
        return stored;
    }

    /** Checks that the last writer won: to the second, among the edits that were not replaced by an edit that had seen them. */
    private void checkLastWriter(String name, Map<String, CanonicalValue> now) {
        List<Edit> edits =
                ledger.edits.stream().filter(edit -> edit.record().equals(name)).toList();
        List<Edit> deletes = edits.stream()
                .filter(edit -> edit.field().equals(EXISTENCE) && edit.stored().equals("false"))
                .toList();
        if (deletes.isEmpty()) {
            FIELDS.forEach(field -> checkLastWriter(name, edits, field, now));
            return;
        }
        boolean onlyHere = edits.stream().allMatch(edit -> edit.site() == Site.POSTGRES);
        fail(onlyHere && CanonicalValue.TRUE.equals(now.get(EXISTENCE)), "an earlier create beat a delete");
        boolean existenceChangedThere = edits.stream()
                .anyMatch(edit -> edit.site() == Site.SALESFORCE && edit.field().equals(EXISTENCE));
        boolean overtaken = ledger.edits.stream().anyMatch(edit -> ledger.blind.contains(edit.id()));
        if (existenceChangedThere || overtaken || CanonicalValue.TRUE.equals(now.get(EXISTENCE))) {
            return;
        }
        long lastDelete = deletes.stream().mapToLong(Edit::second).max().orElseThrow();
        boolean laterUpdate = edits.stream()
                .anyMatch(edit -> edit.site() == Site.SALESFORCE
                        && !ledger.seen.contains(edit.id())
                        && edit.second() >= lastDelete);
        fail(laterUpdate, "a delete beat a later update");
    }

    private void checkLastWriter(String name, List<Edit> edits, String field, Map<String, CanonicalValue> now) {
        boolean isOwned = options.owners.containsKey(field);
        if (!isOwned && (options.skew != 0 || options.reads > 0 || isReadAfterEdits(name, edits))) {
            return; // neither differing clocks nor a read's time of change show who was later
        }
        Comparator<Edit> order = isOwned
                ? Comparator.<Edit, Boolean>comparing(edit -> edit.site() == Site.POSTGRES)
                        .thenComparing(Edit::second)
                : Comparator.comparing(Edit::second).thenComparing(this::winsTies);
        List<Edit> ofField = new ArrayList<>(
                edits.stream().filter(edit -> edit.field().equals(field)).toList());
        Edit last = ofField.stream()
                .filter(edit -> !ledger.seen.contains(edit.id()))
                .max(order)
                .orElse(null);
        boolean neverEdited = ofField.stream().noneMatch(edit -> edit.site() == Site.POSTGRES);
        if (isOwned && neverEdited) {
            fail(
                    !now.get(field).equals(Edited.value(0, Edited.NO_EDIT)),
                    "a field was not restored to its owner's value");
            return;
        }
        Edit winner = ofField.stream()
                .filter(edit -> edit.stored().equals(now.get(field).text()))
                .max(order)
                .orElse(null);
        fail(last != null && (winner == null || order.compare(last, winner) > 0), "an earlier writer won");
    }

    private boolean isReadAfterEdits(String name, List<Edit> edits) {
        return ledger.read.contains(name) && edits.stream().anyMatch(edit -> edit.site() == Site.SALESFORCE);
    }

    private boolean winsTies(Edit edit) {
        return edit.site() == (options.ties == TieBreaker.POSTGRES ? Site.POSTGRES : Site.SALESFORCE);
    }
}
