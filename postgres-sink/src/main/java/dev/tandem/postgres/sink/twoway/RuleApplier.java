/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import static dev.tandem.twoway.row.TwoWayRow.EXISTENCE;

import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordPosition;
import dev.tandem.twoway.change.IncomingChange;
import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.AdoptionRule;
import dev.tandem.twoway.rule.ChangeRule;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.state.LostValueLog;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.StoredRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An applier of the rules of two-way tables: it takes rows through them change by change, and writes the result. */
final class RuleApplier {
    private final Connection connection;
    private final TwoWayTarget target;
    private final ChangeTranslator translator;
    private final ReplicationOrigin origin;
    private final ChangeRule rule;
    private final Set<String> reads = new TreeSet<>();
    /** The tombstones of records whose row turns out to be there, by record id. */
    private final Map<String, StoredRow> replaced = new HashMap<>();

    /** The rows that changes name by their keys, by record id. */
    private final Map<String, StoredRow> named = new HashMap<>();

    private int conflicts;

    RuleApplier(Connection connection, TwoWayTarget target, ChangeTranslator translator, ReplicationOrigin origin) {
        this.connection = connection;
        this.target = target;
        this.translator = translator;
        this.origin = origin;
        this.rule = target.rule();
    }

    /**
     * Applies changes.
     *
     * @param changes by record id
     * @param rest takes the changes of records that have no row after all
     */
    void apply(Map<String, List<Change>> changes, TableChanges rest) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        Map<String, StoredRow> rows = new HashMap<>();
        target.store().lockByRecordId(connection, changes.keySet()).forEach(row -> {
            String id = row.row().salesforceId();
            if (row.place() == StoredRow.Place.TABLE || !rows.containsKey(id)) {
                rows.put(id, row);
            }
        });
        adopt(changes, rows);
        long now = RowStore.now(connection);
        List<RowChange> writes = new ArrayList<>();
        for (Map.Entry<String, List<Change>> entry : changes.entrySet()) {
            StoredRow stored = rows.get(entry.getKey());
            List<Change> applied = entry.getValue();
            if (stored == null && applyTooLate(entry.getKey(), applied, now, writes)) {
                continue;
            }
            if (stored == null) {
                applied = WritePath.fromFirstCreation(applied);
                if (applied.isEmpty()) {
                    reads.add(entry.getKey());
                } else if (!WritePath.hasDelete(applied)) {
                    if (WritePath.overrulesLaterChange(applied, target)) {
                        create(entry.getKey(), applied, now, writes);
                    } else {
                        applied.forEach(rest::add);
                    }
                    continue;
                }
                stored = nothing(entry.getKey());
            }
            apply(entry.getKey(), applied, stored, now, writes);
        }
        write(writes);
    }

    /** Writes rows: those that the write-back has to look at, and then all others, which no one has to read from the log. */
    private void write(List<RowChange> writes) throws SQLException {
        Map<Boolean, List<RowChange>> byQuiet = writes.stream().collect(Collectors.partitioningBy(RowChange::isQuiet));
        target.store().write(connection, byQuiet.get(false));
        List<RowChange> quiet = byQuiet.get(true);
        origin.under(connection, target.store().table().id(), quiet.size(), same -> {
            target.store().write(same, quiet);
            return quiet;
        });
    }

    /**
     * Applies the changes of a record whose row has gone if our own create came too late, and returns true. If someone else has created the
     * record, the delete of the row is logged, and nothing is applied.
     */
    private boolean applyTooLate(String recordId, List<Change> changes, long now, List<RowChange> writes)
            throws SQLException {
        StoredRow maker = named.get(recordId);
        if (maker == null) {
            return false;
        }
        List<Change> created = WritePath.fromFirstCreation(changes);
        IncomingChange first = translator.translate(created.get(0));
        if (!AdoptionRule.comesTooLate(maker.row(), first)) {
            return false;
        }
        if (!first.isOurs()) {
            log(
                    created.get(0),
                    maker.row(),
                    AdoptionRule.replaceDeleted(maker.row(), first).lost());
            return false;
        }
        begin(recordId, AdoptionRule.deleteAgain(maker.row(), recordId, first), created, now, writes);
        return true;
    }

    /** Creates a row from its first change, and applies the others to it. */
    private void create(String recordId, List<Change> changes, long now, List<RowChange> writes) throws SQLException {
        TwoWayRow first = ChangeRule.firstRow(recordId, translator.translate(changes.get(0)));
        begin(recordId, first, changes, now, writes);
    }

    /** Writes a record that had neither row nor tombstone: as its first change makes it, and then by the rules. */
    private void begin(String recordId, TwoWayRow first, List<Change> changes, long now, List<RowChange> writes)
            throws SQLException {
        TwoWayRow row = first;
        for (Change change : changes.subList(1, changes.size())) {
            RowDecision decision = rule.apply(row, translator.translate(change), now);
            row = decision.row();
            log(change, row, decision.lost());
        }
        writes.add(new RowChange(nothing(recordId), row, RowChange.Wake.NOW, null));
    }

    /** Returns the state of a record without row or tombstone: a tombstone that is not there yet. */
    private static StoredRow nothing(String recordId) {
        TwoWayRow row = new TwoWayRow(
                recordId,
                recordId,
                Map.of(EXISTENCE, CanonicalValue.FALSE),
                TwoWayRow.NO_VERSION,
                Map.of(),
                null,
                TwoWayRow.NOT_FAILED);
        return new StoredRow(row, StoredRow.Place.TOMBSTONES, null, null);
    }

    /** Finds the rows that records were created from, and whose id is not known yet. */
    private void adopt(Map<String, List<Change>> changes, Map<String, StoredRow> rows) throws SQLException {
        Map<String, String> idByKey = new HashMap<>();
        changes.forEach((id, ofRecord) -> {
            if (!rows.containsKey(id) || neverHadRow(rows.get(id))) {
                ofRecord.stream()
                        .map(translator::rowKey)
                        .filter(key -> key != null)
                        .forEach(key -> idByKey.put(key, id));
            }
        });
        if (!idByKey.isEmpty()) {
            for (StoredRow row : target.store().lock(connection, idByKey.keySet())) {
                String recordId = idByKey.get(row.key());
                named.put(recordId, row);
                // While this waited for the row, the write-back may have given it the very id.
                boolean mayBeIts = row.row().salesforceId() == null
                        || row.row().salesforceId().equals(recordId);
                if (mayBeIts && !AdoptionRule.isOver(row.row())) {
                    StoredRow tombstone = rows.put(recordId, row);
                    if (tombstone != null) {
                        replaced.put(recordId, tombstone);
                    }
                }
            }
        }
    }

    /** Returns whether a row is the tombstone of a record that was deleted before its row was known. */
    private static boolean neverHadRow(StoredRow stored) {
        return stored.place() == StoredRow.Place.TOMBSTONES
                && stored.row().key().equals(stored.row().salesforceId());
    }

    private void apply(String recordId, List<Change> changes, StoredRow stored, long now, List<RowChange> writes)
            throws SQLException {
        TwoWayRow row = stored.row();
        StoredRow tombstone = replaced.get(recordId);
        if (tombstone != null) {
            RowDecision adopted = AdoptionRule.adopt(row, tombstone.row());
            row = adopted.row();
            log(changes.get(0), row, adopted.lost());
            writes.add(RowChange.remove(tombstone));
        } else if (row.salesforceId() == null) {
            row = AdoptionRule.adopt(row, recordId).row();
        }
        for (Change change : changes) {
            IncomingChange incoming = translator.translate(change);
            RowDecision decision = rule.apply(row, incoming, now);
            row = decision.row();
            log(change, row, decision.lost());
            if (decision.needsRead()) {
                reads.add(recordId);
            }
        }
        if (!row.equals(stored.row())) {
            String error = row.hasFailed() ? stored.error() : null;
            writes.add(new RowChange(stored, row, RowChange.Wake.NOW, error));
        }
    }

    private void log(Change change, TwoWayRow row, List<LostValue> lost) throws SQLException {
        // A delete logs all values of the row; those that only Salesforce writes are of no interest.
        List<LostValue> logged = lost.stream()
                .filter(value -> value.field().equals(EXISTENCE)
                        || target.writableColumns().contains(value.field()))
                .toList();
        RecordPosition position = RecordPosition.of(change.record());
        LostValueLog.log(
                connection,
                target.store().table(),
                row,
                logged,
                new LostValueLog.Cause(position.topic(), position.partition(), position.offset()));
        conflicts += logged.size();
    }

    Set<String> reads() {
        return reads;
    }

    int conflicts() {
        return conflicts;
    }
}
