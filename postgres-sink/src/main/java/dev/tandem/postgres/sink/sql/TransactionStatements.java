/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Session;

/** The statements that begin a transaction of the sink. */
public final class TransactionStatements {
    /** Limits on the waits of a transaction, so that a worker that stands still does not hold up others. */
    private static final String LIMITS = """
            set_config('lock_timeout', '10s', true),
                set_config('idle_in_transaction_session_timeout', '60s', true)""";

    /** A commit that is on disk when it returns, which Kafka's offsets rely on. */
    private static final String DURABLE =
            "set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true)";

    /**
     * Sets up the transaction.
     *
     * <ul>
     *   <li>Each statement sees what others committed before it, whatever the default isolation of the role or database is.
     *   <li>Nested loops keep the order of the arrays, and with it the order of locks. A plan without them may read the whole
     *       table, because the statistics of a new table are missing.
     *   <li>A transaction that its task has abandoned ends by itself.
     *   <li>A commit is on disk when it returns, even where the server's default is off: Kafka's offset moves on after it, so
     *       anything lost in a crash would never be delivered again.
     *   <li>Wall clocks are in UTC, also where Postgres converts because a column's type has just changed.
     *   <li>Arrays, intervals and XML are read as they are sent, and the keys of tombstones are written alike, whatever the role or
     *       database has set for its other clients.
     *   <li>Triggers of a table that has become two-way unnoticed reject the transaction, until that is known.
     *   <li>One lock for each topic partition makes a task that lost the partition but is still writing, and its successor that
     *       writes the same records again, take turns. A lock for each table does that where topics share it, and for truncates.
     *       The parameters are the names of the locks, and whether others may share each.
     * </ul>
     */
    public static final String BEGIN = Session.READ_COMMITTED + """
            ;
            SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
                set_config('enable_seqscan', 'off', true), set_config('enable_material', 'off', true),
                %s,
                set_config('tandem.applying', 'read_only', true),
                set_config('TimeZone', 'UTC', true), set_config('array_nulls', 'on', true),
                set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true),
                set_config('extra_float_digits', '1', true),
                set_config('xmloption', 'content', true),
                %s;
            SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(k) ELSE pg_advisory_xact_lock(k) END
            FROM (SELECT hashtextextended('tandem ' || name, 0) AS k, shared
                FROM unnest(?::text[], ?::bool[]) AS l (name, shared) ORDER BY 1) s""".formatted(LIMITS, DURABLE);

    /** Sets a parameter for the transaction; takes its name and value. */
    public static final String SET = "SELECT set_config(?, ?, true)";

    /** Begins a transaction that stores positions. */
    public static final String BEGIN_POSITIONS = "SELECT " + LIMITS + ", " + DURABLE;

    private TransactionStatements() {}
}
