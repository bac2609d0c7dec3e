/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.plan.OffsetCheck;
import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.plan.RowState;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.plan.TableTombstones;
import dev.tandem.postgres.sink.plan.WriteResult;
import dev.tandem.postgres.sink.sql.InsertRace;
import dev.tandem.postgres.sink.twoway.RowClaims;
import dev.tandem.postgres.sink.twoway.RuleWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A writer of one two-way table's changes. Most rows have no local edits under way, and take one UPDATE or INSERT whose WHERE clause checks
 * that: {@code update-at-rest.sql} and {@code insert-at-rest.sql} of {@code src/test/resources/statements}. The others are locked and
 * looked at: {@link RuleWriter} writes those with edits under way, and {@link TableWriter} the rest.
 */
final class TwoWayTableWriter {
    private final Connection connection;
    private final WriteContext context;
    private final TableCache.CachedTable cached;
    private final InsertRace race;
    private final TableWriter table;

    TwoWayTableWriter(
            Connection connection,
            WriteContext context,
            TableCache.CachedTable cached,
            TableChanges changes,
            InsertRace race) {
        this.connection = connection;
        this.context = context;
        this.cached = cached;
        this.race = race;
        this.table = new TableWriter(connection, context, cached, changes, race);
    }

    /** Decides what to do with each row. If all are looked at, those with edits under way are already written here. */
    PlannedTable plan(TableChanges changes) throws SQLException {
        List<RowHistory> all = table.reader().mergeSameRows(changes, changes.inLockOrder());
        List<RowHistory> fresh = table.withoutStale(all);
        // Before any write, whatever way the rows take: all of them check their values against the table as it is
        // known.
        TableTombstones tombstones = table.reader().lookAtTable();
        List<RowHistory> candidates = new ArrayList<>();
        List<RowHistory> added = new ArrayList<>();
        List<RowHistory> others = new ArrayList<>();
        for (RowHistory history : fresh) {
            boolean skipsLook = RowClaims.maySkipLook(history, cached.twoWay()) && table.mayWriteUnread(history);
            if (skipsLook && table.expectsRow(history)) {
                candidates.add(history);
            } else {
                (skipsLook && !RowClaims.namesRow(history, cached.twoWay()) ? added : others).add(history);
            }
        }
        List<RowHistory> known = new ArrayList<>();
        Map<Integer, RowState> deleted = table.reader().read(candidates, tombstones, false);
        for (int i = 0; i < candidates.size(); i++) {
            (deleted.containsKey(i) ? others : known).add(candidates.get(i));
        }
        if (known.isEmpty() && added.isEmpty()) {
            return planAfterRules(changes, table);
        }
        return new WithoutLook(this, unread(known), unread(added), others, all.size() - fresh.size());
    }

    private Unread unread(List<RowHistory> rows) {
        return new Unread(rows, table.parts(rows.stream().map(RowWrite::ofLast).toList()));
    }

    /** A group of rows that are written without a look at their state. */
    private record Unread(List<RowHistory> rows, UpsertParts parts) {
        /** Returns the rows that have not been written, although they have something new. */
        List<RowHistory> missed(TableWriter table, long written) throws SQLException {
            return written == parts.rows() ? List.of() : table.reader().withoutStale(rows);
        }
    }

    /** Locks the rows, writes those that have local edits under way, and plans what is written to the others. */
    private AfterRules planAfterRules(TableChanges changes, TableWriter writer) throws SQLException {
        RuleWriter.Outcome outcome = new RuleWriter(connection, cached.twoWay()).write(changes);
        return new AfterRules(WriteResult.ofRules(outcome.rows(), outcome.conflicts()), writer.plan(outcome.rest()));
    }

    /**
     * The writes of rows that were all looked at.
     *
     * @param ruled the result of the rows that went through the rules
     * @param rest the other rows
     */
    private record AfterRules(WriteResult ruled, PlannedTable rest) implements PlannedTable {
        @Override
        public void encode() {
            rest.encode();
        }

        /** @param offsets not needed: all changes of two-way tables carry versions of their own */
        @Override
        public WriteResult write(OffsetCheck offsets) throws SQLException {
            return rest.write(OffsetCheck.NONE).plus(ruled);
        }
    }

    /**
     * The writes of rows without a look at their state, after which the other rows are looked at.
     *
     * @param known rows that are expected to exist
     * @param added rows that are expected to be new
     * @param others the rows that are looked at
     * @param stale the number of rows for which nothing is new
     */
    private record WithoutLook(
            TwoWayTableWriter writer, Unread known, Unread added, List<RowHistory> others, long stale)
            implements PlannedTable {
        @Override
        public void encode() {
            known.parts.encode();
            added.parts.encode();
        }

        /** @param offsets not needed: all changes of two-way tables carry versions of their own */
        @Override
        public WriteResult write(OffsetCheck offsets) throws SQLException {
            TableWriter table = writer.table;
            long updated = table.upserts().update(known.parts);
            List<RowHistory> missed = new ArrayList<>(known.missed(table, updated));
            WriteResult ofAdded = table.upserts().insertOrUpdate(added.parts);
            missed.addAll(added.missed(table, ofAdded.inserted() + ofAdded.updated()));
            WriteResult result = ofAdded.plus(WriteResult.written(0, updated, 0));
            long written = result.inserted() + result.updated();
            long staleRows = stale + known.parts.rows() + added.parts.rows() - written - missed.size();
            result = result.plus(WriteResult.stale(staleRows));
            TableChanges rest = new TableChanges(writer.cached.table().id());
            Stream.concat(others.stream(), missed.stream())
                    .flatMap(history -> history.changes().stream())
                    .forEach(rest::add);
            if (!rest.isEmpty()) {
                result = result.plus(writer.writeAfterLook(rest));
            }
            table.expectation().observe(result.inserted(), result.updated(), result.stale());
            return result;
        }
    }

    /** Looks at rows and writes them. They are some of the table's, so they say nothing about those of the next transaction. */
    private WriteResult writeAfterLook(TableChanges changes) throws SQLException {
        TableWriter some = new TableWriter(connection, context, cached.withoutExpectation(), changes, race);
        return planAfterRules(changes, some).write(OffsetCheck.NONE);
    }
}
