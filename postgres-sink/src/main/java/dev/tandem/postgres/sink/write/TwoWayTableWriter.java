/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.BatchPlan;
import dev.tandem.postgres.sink.batch.OffsetCheck;
import dev.tandem.postgres.sink.batch.RowHistory;
import dev.tandem.postgres.sink.batch.RowState;
import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.batch.TableBatch;
import dev.tandem.postgres.sink.batch.WriteResult;
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
 * Applies one two-way table's part of a batch. Rows that are expected to exist without local edits under way, as most do, take one
 * UPDATE that finds out itself whether they do, {@code update-at-rest.sql} of {@code src/test/resources/statements}. The others are
 * locked and looked at: {@link RuleWriter} writes those with edits under way, and {@link TableWriter} the rest.
 */
final class TwoWayTableWriter extends TableWriter {
    private final Connection connection;
    private final WriteContext context;
    private final TableCache.CachedTable cached;
    private final InsertRace race;

    /** The result of the rows that went through the rules. */
    private WriteResult ruled = WriteResult.NONE;
    /** Null where all rows are looked at before they are written. */
    private WithoutLook withoutLook;

    /**
     * The rows of the table, divided.
     *
     * @param resting rows that are updated without a look at their state
     * @param others rows that are looked at
     * @param stale the number of rows for which nothing is new
     */
    private record WithoutLook(List<RowHistory> resting, List<RowHistory> others, long stale) {}

    TwoWayTableWriter(
            Connection connection,
            WriteContext context,
            TableCache.CachedTable cached,
            TableBatch batch,
            InsertRace race) {
        super(connection, context, cached, batch, race);
        this.connection = connection;
        this.context = context;
        this.cached = cached;
        this.race = race;
    }

    /** Decides what to do with each row. If all are looked at, those with edits under way are already written here. */
    @Override
    void plan() throws SQLException {
        if (!planWithoutLook()) {
            plan(writeByRules(batch));
        }
    }

    /**
     * Plans one UPDATE of the rows that are expected to exist without local edits under way. The others are looked at afterwards.
     *
     * @return whether there are such rows
     */
    private boolean planWithoutLook() throws SQLException {
        List<RowHistory> all = reader.identified(batch, batch.inLockOrder());
        List<RowHistory> fresh = withoutStale(all);
        Map<Integer, RowState> tombstones = reader.readTombstones(fresh);
        List<RowHistory> resting = new ArrayList<>();
        List<RowHistory> others = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            RowHistory history = fresh.get(i);
            (maySkipLook(history) && !tombstones.containsKey(i) ? resting : others).add(history);
        }
        if (resting.isEmpty()) {
            return false;
        }
        withoutLook = new WithoutLook(resting, others, all.size() - fresh.size());
        updates =
                new UpsertParts(encoder, resting.stream().map(RowWrite::ofLast).toList());
        inserts = new UpsertParts(encoder, List.of());
        return true;
    }

    private boolean maySkipLook(RowHistory history) {
        return upserts.mode().updates()
                && RowClaims.maySkipLook(history, cached.twoWay())
                && rule.isUnconditional(history)
                && BatchPlan.expectsRow(history.last(), expectation.newRows());
    }

    /** Writes the rows that have local edits under way, and returns the changes of the others. */
    private TableBatch writeByRules(TableBatch changes) throws SQLException {
        RuleWriter.Outcome outcome = new RuleWriter(connection, cached.twoWay()).write(changes);
        ruled = WriteResult.ofRules(outcome.rows(), outcome.conflicts());
        return outcome.rest();
    }

    /** @param offsets not needed: all changes of two-way tables carry versions of their own */
    @Override
    WriteResult write(OffsetCheck offsets) throws SQLException {
        return withoutLook == null ? super.write(OffsetCheck.NONE).plus(ruled) : writeWithoutLook();
    }

    private WriteResult writeWithoutLook() throws SQLException {
        long updated = upserts.update(updates);
        List<RowHistory> missed = updated == updates.rows() ? List.of() : reader.withoutStale(withoutLook.resting());
        long stale = withoutLook.stale() + updates.rows() - updated - missed.size();
        WriteResult result = WriteResult.written(0, updated, 0).plus(WriteResult.stale(stale));
        TableBatch others = new TableBatch(batch.table());
        Stream.concat(withoutLook.others().stream(), missed.stream())
                .flatMap(history -> history.changes().stream())
                .forEach(others::add);
        if (!others.changes().isEmpty()) {
            result = result.plus(writeAfterLook(others));
        }
        expectation.observe(result.inserted(), result.updated(), result.stale());
        return result;
    }

    private WriteResult writeAfterLook(TableBatch others) throws SQLException {
        TableBatch rest = writeByRules(others);
        if (rest.changes().isEmpty()) {
            return ruled;
        }
        TableWriter writer = new TableWriter(connection, context, cached.withoutExpectation(), rest, race);
        writer.plan();
        return ruled.plus(writer.write(OffsetCheck.NONE));
    }
}
