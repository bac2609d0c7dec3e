/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.twoway.state.LostValueLog;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.Signals;
import dev.tandem.twoway.state.StoredRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A runner of transactions that decide about rows while they are locked, and write the decisions.
 *
 * <p>Rows that an application holds are left out: the batch is split until only they are left, and the caller tries them later.
 * {@link BlockedRows} are left out, too. The caller drops them, and a later search finds them.
 */
final class RowTransactions {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final String CAUSE = "salesforce-sink";

    private final Session session;
    private final BlockedRows blocked;
    private final long lockTimeoutMillis;

    RowTransactions(Session session, BlockedRows blocked, Duration lockTimeout) {
        this.session = session;
        this.blocked = blocked;
        this.lockTimeoutMillis = lockTimeout.toMillis();
    }

    /** A decision about one row. */
    @FunctionalInterface
    interface Decision<J, R> {
        /** @param row the row under its lock; null if it does not exist any more */
        void decide(J job, StoredRow row, long now, Effects<R> effects);
    }

    /**
     * The outcome of a batch.
     *
     * @param results the results of committed decisions
     * @param locked the jobs whose rows someone else holds
     */
    record Outcome<J, R>(List<R> results, List<J> locked) {}

    <J, R> Outcome<J, R> run(MappedTable table, List<J> jobs, Function<J, String> key, Decision<J, R> decision)
            throws SQLException {
        Outcome<J, R> outcome = new Outcome<>(new ArrayList<>(), new ArrayList<>());
        List<J> free =
                jobs.stream().filter(job -> !blocked.isBlocked(key.apply(job))).toList();
        if (!free.isEmpty()) {
            run(table, free, key, decision, outcome);
        }
        return outcome;
    }

    /** A statement that writes rows. */
    @FunctionalInterface
    interface Statement {
        /** Returns the keys of the rows that it has written. */
        List<String> write(Connection connection, List<String> keys) throws SQLException;
    }

    /** Returns true if a row was blocked lately, and is not tried yet. */
    boolean isBlocked(String key) {
        return blocked.isBlocked(key);
    }

    /** Writes rows by a statement, and returns the keys of those that it has written. Rows that it may not write are blocked. */
    List<String> write(List<String> keys, Statement statement) throws SQLException {
        if (keys.isEmpty()) {
            return List.of();
        }
        try {
            return session.inTransaction(connection -> statement.write(connection, keys));
        } catch (SQLException failure) {
            if (FailureKind.of(failure) != FailureKind.REJECTED_RECORD) {
                throw failure;
            }
            if (keys.size() == 1) {
                blocked.block(keys.get(0), failure);
                return List.of();
            }
            int half = keys.size() / 2;
            List<String> written = new ArrayList<>(write(keys.subList(0, half), statement));
            written.addAll(write(keys.subList(half, keys.size()), statement));
            return written;
        }
    }

    private <J, R> void run(
            MappedTable table, List<J> jobs, Function<J, String> key, Decision<J, R> decision, Outcome<J, R> outcome)
            throws SQLException {
        try {
            outcome.results.addAll(session.inTransaction(connection -> decide(connection, table, jobs, key, decision)));
        } catch (SQLException failure) {
            boolean isLocked =
                    LOCK_NOT_AVAILABLE.equals(failure.getSQLState()) || DEADLOCK.equals(failure.getSQLState());
            if (!isLocked && FailureKind.of(failure) != FailureKind.REJECTED_RECORD) {
                throw failure;
            }
            if (jobs.size() > 1) {
                int half = jobs.size() / 2;
                run(table, jobs.subList(0, half), key, decision, outcome);
                run(table, jobs.subList(half, jobs.size()), key, decision, outcome);
            } else if (isLocked) {
                outcome.locked.addAll(jobs);
            } else {
                blocked.block(key.apply(jobs.get(0)), failure);
            }
        }
    }

    private <J, R> List<R> decide(
            Connection connection, MappedTable table, List<J> jobs, Function<J, String> key, Decision<J, R> decision)
            throws SQLException {
        RowStore.begin(connection, lockTimeoutMillis);
        Map<String, StoredRow> rows = new HashMap<>();
        table.store()
                .lock(connection, jobs.stream().map(key).collect(Collectors.toSet()))
                .forEach(row -> rows.merge(row.key(), row, RowTransactions::first));
        long now = RowStore.now(connection);
        Effects<R> effects = new Effects<>();
        for (J job : jobs) {
            decision.decide(job, rows.get(key.apply(job)), now, effects);
        }
        write(connection, table, effects);
        return effects.results();
    }

    /** Returns the one of two rows that comes first. A key may be inserted again, but the deleted row's record has the external id until it goes. */
    private static StoredRow first(StoredRow row, StoredRow other) {
        boolean isPending = other.row().hasWishes() || other.row().request() != null;
        return isPending && other.place() == StoredRow.Place.TOMBSTONES ? other : row;
    }

    private static void write(Connection connection, MappedTable table, Effects<?> effects) throws SQLException {
        table.store().write(connection, effects.changes());
        for (Effects.Lost lost : effects.lost()) {
            LostValueLog.log(
                    connection,
                    table.store().table(),
                    lost.row(),
                    lost.values(),
                    new LostValueLog.Cause(CAUSE, 0, lost.requestId()));
        }
        Signals.ask(connection, table.id(), table.object().value(), effects.recordsToRead());
        if (!effects.log().isEmpty()) {
            log(connection, table, effects.log());
        }
    }

    private static void log(Connection connection, MappedTable table, List<WriteLogEntry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO tandem.write_log (table_schema, table_name, row_key, record_id, request, operation, fields, state, message,"
                        + " new_values, old_values) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)")) {
            for (WriteLogEntry entry : entries) {
                Array fields = connection.createArrayOf(
                        "text", entry.request().sent().keySet().toArray());
                statement.setString(1, table.id().schema());
                statement.setString(2, table.id().name());
                statement.setString(3, entry.row().key());
                statement.setString(4, entry.row().salesforceId());
                statement.setLong(5, entry.request().id());
                statement.setString(6, entry.request().kind().name().toLowerCase(Locale.ROOT));
                statement.setArray(7, fields);
                statement.setString(8, entry.state().name().toLowerCase(Locale.ROOT));
                statement.setString(9, entry.message());
                statement.setString(10, table.store().valuesJson(entry.request().sent()));
                statement.setString(11, table.store().valuesJson(entry.replaced()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
