/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.sql.InsertRace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * An attempt to write changes in one transaction. Pure.
 *
 * @param number how many times these changes have been tried, this attempt included; another reason to try starts again at 1
 */
public record Attempt(List<Change> changes, int number, InsertRace race) {
    public static Attempt first(List<Change> changes) {
        return new Attempt(changes, 1, InsertRace.FAIL);
    }

    /** Returns the first attempts to write changes: mostly one, and several if the key of a table changes among them. */
    public static List<Attempt> allOf(List<Change> changes) {
        return KeyRuns.of(changes).stream().map(Attempt::first).toList();
    }

    /** Returns the attempt with fewer changes. */
    public Attempt with(List<Change> fewer) {
        return new Attempt(fewer, number, race);
    }

    public Attempt again() {
        return new Attempt(changes, number + 1, race);
    }

    public Attempt skippingRaces() {
        return new Attempt(changes, number, InsertRace.SKIP);
    }

    /** Returns an attempt for each half of the changes, after as many tries as they had together. */
    public List<Attempt> halves() {
        int half = changes.size() / 2;
        return List.of(part(0, half), part(half, changes.size()));
    }

    private Attempt part(int start, int end) {
        return new Attempt(changes.subList(start, end), number, InsertRace.FAIL);
    }

    /** Returns a first attempt for each table. */
    public List<Attempt> byTable() {
        Map<TableId, List<Change>> byTable = new LinkedHashMap<>();
        changes.forEach(change -> byTable.computeIfAbsent(change.table(), added -> new ArrayList<>())
                .add(change));
        return byTable.values().stream().map(Attempt::first).toList();
    }

    public boolean hasSeveralTables() {
        TableId first = changes.get(0).table();
        return changes.stream().anyMatch(change -> !change.table().equals(first));
    }

    /** Returns a first attempt without the change of a record. */
    @SuppressWarnings("ReferenceEquality") // this very record, and comparing two is slow
    public Attempt without(SinkRecord record) {
        return first(
                changes.stream().filter(change -> change.record() != record).toList());
    }
}
