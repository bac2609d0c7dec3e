/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.twoway.state.LostValueLog;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.SeenRow;
import dev.tandem.twoway.state.Signals;
import dev.tandem.twoway.state.StoredRow;
import dev.tandem.twoway.state.TextColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A runner of transactions that decide about rows while they are locked, and write the decisions.
 *
 * <p>Rows that an application holds are left out: the batch is split until only they are left, and the caller tries them later.
 * {@link BlockedRows} are left out, too, also those that turn out to be blocked. A later search finds them, so most callers drop them.
 */
public final class RowTransactions {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final String CAUSE = "salesforce-sink";
    /** Logs writes. Takes schema and table, and an array of texts for each column of {@code l}. */
    static final String LOG = """
        INSERT INTO tandem.write_log (table_schema, table_name, row_key, record_id, request, operation, fields, state, message, new_values,
            old_values)
        SELECT ?, ?, l.key, l.id, l.request::bigint, l.operation, l.fields::text[], l.state, l.message, l.new::jsonb, l.old::jsonb
        FROM unnest(%s) AS l(key, id, request, operation, fields, state, message, new, old)\
        """.formatted(TextColumns.parameters(9));

    private final Session session;
    private final BlockedRows blocked;
    private final long lockTimeoutMillis;

    public RowTransactions(Session session, BlockedRows blocked, Duration lockTimeout) {
        this.session = session;
        this.blocked = blocked;
        this.lockTimeoutMillis = lockTimeout.toMillis();
    }

    /** A decision about one row. */
    @FunctionalInterface
    public interface Decision<J, R> {
        /** @param row the row under its lock; null if it does not exist any more */
        void decide(J job, StoredRow row, long now, Effects<R> effects);
    }

    /**
     * The result of a batch.
     *
     * @param results the results of committed decisions
     * @param locked the jobs whose rows someone else holds
     * @param blocked the jobs whose rows may not be written now
     */
    public record BatchResult<J, R>(List<R> results, List<J> locked, List<J> blocked) {}

    /** A lock of rows by their keys. */
    @FunctionalInterface
    public interface Lock {
        /** Returns the rows that are locked now, without those about which there is nothing to decide. */
        List<StoredRow> of(Connection connection, Collection<String> keys) throws SQLException;
    }

    /** Decides about rows, in jobs' order. */
    public <J, R> BatchResult<J, R> run(
            MappedTable table, List<J> jobs, Function<J, String> key, Decision<J, R> decision) throws SQLException {
        return run(table, table.store()::lock, jobs, key, decision);
    }

    public <J, R> BatchResult<J, R> run(
            MappedTable table, Lock lock, List<J> jobs, Function<J, String> key, Decision<J, R> decision)
            throws SQLException {
        BatchResult<J, R> result = new BatchResult<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<J> free = new ArrayList<>();
        jobs.forEach(job -> (blocked.isBlocked(key.apply(job)) ? result.blocked : free).add(job));
        if (!free.isEmpty()) {
            run(new Rules<>(table, lock, key, decision), free, result);
        }
        return result;
    }

    /** A statement that writes rows. */
    @FunctionalInterface
    public interface Statement {
        /** Returns the keys of the rows that it has written. */
        List<String> write(Connection connection, List<String> keys) throws SQLException;
    }

    /** Returns whether a row was blocked lately, and is not tried yet. */
    public boolean isBlocked(String key) {
        return blocked.isBlocked(key);
    }

    /** Writes rows by a statement, and returns the keys of those that it has written. Rows that it may not write are blocked. */
    public List<String> write(List<String> keys, Statement statement) throws SQLException {
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

    /** Returns those of the rows that have wishes and no request, without a lock. */
    public List<SeenRow> findPending(MappedTable table, Collection<String> keys) throws SQLException {
        List<String> free = keys.stream().filter(key -> !blocked.isBlocked(key)).toList();
        if (free.isEmpty()) {
            return List.of();
        }
        return session.inTransaction(connection -> {
            RowStore.begin(connection, lockTimeoutMillis);
            return table.store().findPending(connection, free);
        });
    }

    /** The decision about rows, and the way to lock them. */
    private record Rules<J, R>(MappedTable table, Lock lock, Function<J, String> key, Decision<J, R> decision) {}

    private <J, R> void run(Rules<J, R> rules, List<J> jobs, BatchResult<J, R> result) throws SQLException {
        try {
            result.results.addAll(session.inTransaction(connection -> decide(connection, rules, jobs)));
        } catch (SQLException failure) {
            boolean isLocked =
                    LOCK_NOT_AVAILABLE.equals(failure.getSQLState()) || DEADLOCK.equals(failure.getSQLState());
            boolean isRejected = isLocked || FailureKind.of(failure) == FailureKind.REJECTED_RECORD;
            if (!isRejected || Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            if (jobs.size() > 1) {
                int half = jobs.size() / 2;
                run(rules, jobs.subList(0, half), result);
                run(rules, jobs.subList(half, jobs.size()), result);
            } else if (isLocked) {
                result.locked.addAll(jobs);
            } else {
                blocked.block(rules.key.apply(jobs.get(0)), failure);
                result.blocked.addAll(jobs);
            }
        }
    }

    private <J, R> List<R> decide(Connection connection, Rules<J, R> rules, List<J> jobs) throws SQLException {
        RowStore.begin(connection, lockTimeoutMillis);
        Map<String, StoredRow> rows = new HashMap<>();
        Set<String> keys = jobs.stream().map(rules.key).collect(Collectors.toSet());
        rules.lock.of(connection, keys).forEach(row -> rows.merge(row.key(), row, RowTransactions::first));
        long now = RowStore.now(connection);
        Effects<R> effects = new Effects<>();
        for (J job : jobs) {
            rules.decision.decide(job, rows.get(rules.key.apply(job)), now, effects);
        }
        write(connection, rules.table, effects);
        return effects.results();
    }

    /**
     * Returns the one of two rows that comes first. A key may be inserted again, but the deleted row's record has the external id
     * until it goes.
     */
    private static StoredRow first(StoredRow row, StoredRow other) {
        boolean isPending = other.row().hasWishes() || other.row().request() != null;
        return isPending && other.place() == StoredRow.Place.TOMBSTONES ? other : row;
    }

    /** Writes entries of the write log without a look at their rows. */
    public void log(MappedTable table, List<WriteLogEntry> entries) throws SQLException {
        session.inTransaction(connection -> {
            log(connection, table, entries);
            return null;
        });
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
        TextColumns rows = new TextColumns();
        for (WriteLogEntry entry : entries) {
            Object[] fields = entry.request().sent().keySet().toArray();
            rows.add(Arrays.asList(
                    entry.row().key(),
                    entry.row().salesforceId(),
                    Long.toString(entry.request().id()),
                    entry.request().kind().name().toLowerCase(Locale.ROOT),
                    connection.createArrayOf("text", fields).toString(),
                    entry.state().name().toLowerCase(Locale.ROOT),
                    entry.message(),
                    table.store().valuesJson(entry.request().sent()),
                    table.store().valuesJson(entry.replaced())));
        }
        try (PreparedStatement statement = connection.prepareStatement(LOG)) {
            statement.setString(1, table.id().schema());
            statement.setString(2, table.id().name());
            rows.set(statement, 3);
            statement.executeUpdate();
        }
    }
}
