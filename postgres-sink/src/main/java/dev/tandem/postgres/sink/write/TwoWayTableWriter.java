/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.plan.OffsetVersionCheck;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowStates;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableTombstones;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.twoway.RulePathWriter;
import dev.tandem.postgres.sink.twoway.TwoWayTarget;
import dev.tandem.postgres.sink.twoway.WritePath;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A writer of one two-way table's changes. Most rows have no local edits under way, and take one UPDATE or INSERT whose WHERE clause
 * checks that: {@code update-at-rest.sql} and {@code insert-at-rest.sql} of {@code src/test/resources/statements}. The others are
 * locked first: {@link RulePathWriter} writes those with edits under way, and {@link TableWriter} the rest.
 */
final class TwoWayTableWriter {
    private final OpenTable table;
    private final TwoWayTarget target;

    TwoWayTableWriter(OpenTable table) {
        this.table = table;
        this.target = table.cached().twoWay();
    }

    /** Writes the rows that seem to be at rest, and then all others under locks. */
    WriteResult write() throws SQLException {
        List<RowHistory> rows = table.findRows();
        Routes routes = route(table.dropStale(rows));
        UpsertParts expected = parts(routes.expected());
        UpsertParts added = parts(routes.added());
        UpsertParts.handOver(table.transaction().handoff(), expected, added);
        Unlocked written = writeUnlocked(expected, added);
        List<RowHistory> others = new ArrayList<>(routes.locked());
        others.addAll(missed(routes.expected(), written.expected()));
        others.addAll(missed(
                routes.added(), written.added().inserted() + written.added().updated()));
        WriteResult unlocked = written.added().plus(WriteResult.written(0, written.expected(), 0));
        long stale = rows.size() - others.size() - unlocked.inserted() - unlocked.updated();
        WriteResult result = unlocked.plus(WriteResult.stale(stale)).plus(lockAndWrite(others));
        table.expectation().observe(result.inserted(), result.updated(), result.stale());
        return result;
    }

    /** The numbers of rows that were written without a lock before it, of those that are expected to exist and of the others. */
    private record Unlocked(long expected, WriteResult added) {}

    /** Writes rows if they are at rest, under the replication origin if there is one: they have nothing for the way back. */
    private Unlocked writeUnlocked(UpsertParts expected, UpsertParts added) throws SQLException {
        OpenTransaction transaction = table.transaction();
        return transaction
                .context()
                .twoWay()
                .origin()
                .under(
                        transaction.connection(),
                        table.changes().table(),
                        expected.rows() + added.rows(),
                        any -> new Unlocked(
                                table.upserts().update(expected),
                                table.upserts().insertOrUpdate(added)));
    }

    /**
     * The rows by how they are written.
     *
     * @param expected rows at rest that are expected to exist
     * @param added rows that are expected to be new
     * @param locked rows that are locked before they are written
     */
    private record Routes(List<RowHistory> expected, List<RowHistory> added, List<RowHistory> locked) {}

    private Routes route(List<RowHistory> rows) throws SQLException {
        // Whatever way the rows take, all of them check their values against the table as it is known.
        TableTombstones tombstones = table.reader().lookAtTable();
        List<RowHistory> candidates = new ArrayList<>();
        List<RowHistory> added = new ArrayList<>();
        List<RowHistory> locked = new ArrayList<>();
        for (RowHistory row : rows) {
            if (!mayWriteUnlocked(row)) {
                locked.add(row);
            } else if (table.expectation().expectsRow(row.last())) {
                candidates.add(row);
            } else if (WritePath.namesRow(row, target)) {
                locked.add(row);
            } else {
                added.add(row);
            }
        }
        List<RowHistory> expected = new ArrayList<>();
        RowStates states = table.reader().readTombstones(candidates, tombstones);
        for (int i = 0; i < candidates.size(); i++) {
            List<RowHistory> route = states.isKnown(i) ? locked : expected;
            route.add(candidates.get(i));
        }
        return new Routes(expected, added, locked);
    }

    private boolean mayWriteUnlocked(RowHistory row) {
        return WritePath.maySkipLock(row, target) && table.mayWriteUnread(row);
    }

    private UpsertParts parts(List<RowHistory> rows) {
        return table.parts(rows.stream().map(RowWrite::ofLast).toList());
    }

    /** Returns those rows that have something new and were nevertheless not written, because they are not at rest. */
    private List<RowHistory> missed(List<RowHistory> rows, long written) throws SQLException {
        return written == rows.size() ? List.of() : table.reader().withoutStale(rows);
    }

    /** Locks rows, and writes those that have local edits under way by the rules, and all others as in any table. */
    private WriteResult lockAndWrite(List<RowHistory> rows) throws SQLException {
        if (rows.isEmpty()) {
            return WriteResult.NONE;
        }
        OpenTransaction transaction = table.transaction();
        RulePathWriter rules = new RulePathWriter(
                transaction.connection(), target, transaction.context().twoWay().origin());
        RulePathWriter.Outcome outcome = rules.write(table.changes().ofRows(rows));
        WriteResult ruled = WriteResult.ofRules(outcome.rows(), outcome.conflicts());
        if (outcome.rest().isEmpty()) {
            return ruled;
        }
        return ruled.plus(new TableWriter(table.forSome(outcome.rest())).write(OffsetVersionCheck.NONE));
    }
}
