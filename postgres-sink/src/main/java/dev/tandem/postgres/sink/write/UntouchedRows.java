/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.sql.UntouchedStatements;
import dev.tandem.postgres.sink.table.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A search for rows of taken-over tables that no record has touched. Once the source has read an object completely, such a row is
 * of a record that the org no longer has, because the sink gives every other row a version. It runs {@code count-untouched.sql} of
 * {@code src/test/resources/statements}.
 */
public final class UntouchedRows {
    private static final Logger LOG = LoggerFactory.getLogger(UntouchedRows.class);
    private static final Duration DELAY = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int MAX_COUNTED = 100_000;
    /** Canceled by a time-out. */
    private static final String CANCELLED = "57014";

    private final Session session;
    private final Clock clock;
    private final ObjLongConsumer<TableId> found;
    private final Duration limit;
    /** The time of each table's next search. */
    private final Map<TableId, Instant> due = new HashMap<>();

    private final Map<TableId, Long> counts = new HashMap<>();

    /**
     * @param found takes each table that was searched, and the number of its rows
     * @param limit the time that Postgres gets for a table, since new records wait meanwhile
     */
    public UntouchedRows(Session session, Clock clock, ObjLongConsumer<TableId> found, Duration limit) {
        this.session = session;
        this.clock = clock;
        this.found = found;
        this.limit = limit;
    }

    /**
     * Searches each table, at first after a minute and then once an hour until no such row is left. A table that cannot be searched
     * is left for the next time. Call it while nothing is written.
     */
    public void search(Collection<Table> tables) {
        Instant now = clock.instant();
        for (Table table : tables) {
            Instant next = due.computeIfAbsent(table.id(), added -> now.plus(DELAY));
            if (table.isVersioned() && !now.isBefore(next) && !Long.valueOf(0).equals(counts.get(table.id()))) {
                due.put(table.id(), now.plus(INTERVAL));
                search(table);
            }
        }
    }

    private void search(Table table) {
        long count;
        try {
            count = session.inTransaction(connection -> count(connection, table));
        } catch (SQLException failure) {
            warnOfFailure(table, failure);
            return;
        }
        report(table, count);
    }

    /** Warns that rows could not be counted, which is no reason to stop: nothing that is written depends on it. */
    private void warnOfFailure(Table table, SQLException failure) {
        String prefix = "Failed to search table " + table.id() + " for rows that no record has touched: ";
        String reason = CANCELLED.equals(failure.getSQLState())
                ? "it took more than " + limit.toMillis() + " ms. Run CREATE INDEX ON "
                        + table.id().quoted() + " (sfid) WHERE " + UntouchedStatements.CONDITION + "."
                : FailureReport.of(failure);
        LOG.warn("{}", Printable.of(prefix + reason + " The next search is in an hour."));
    }

    private long count(Connection connection, Table table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(UntouchedStatements.limit(limit.toMillis()));
            return count(statement, table);
        }
    }

    private static long count(Statement statement, Table table) throws SQLException {
        try (ResultSet rows = statement.executeQuery(UntouchedStatements.count(table.id(), MAX_COUNTED))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void report(Table table, long count) {
        found.accept(table.id(), count);
        if (count > 0 && !Long.valueOf(count).equals(counts.put(table.id(), count))) {
            LOG.warn(
                    "Table {} has rows that no record has touched: {}. When the source has read the object completely, they are"
                            + " no longer in the org. List them with SELECT sfid FROM {} WHERE {}",
                    table.id(),
                    count == MAX_COUNTED ? "at least " + count : count,
                    table.id().quoted(),
                    UntouchedStatements.CONDITION);
        } else if (count == 0) {
            counts.put(table.id(), 0L);
        }
    }
}
