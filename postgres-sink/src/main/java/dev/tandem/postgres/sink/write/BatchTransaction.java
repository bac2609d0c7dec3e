/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.sink.batch.TableBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transaction that applies the batches of one or more tables, in the order of the tables' names. */
final class BatchTransaction {
    /**
     * Nested loops keep the order of the arrays, and with it the order of locks, and never read a whole table, nor what Postgres
     * has kept of one for want of statistics. A transaction
     * that its task has forgotten ends by itself. A commit is on disk when it returns, even where the server's default is off:
     * Kafka's offset moves on after it, so what a crash took would never come again. Wall clocks are UTC's, also where Postgres
     * itself has to convert because somebody has just changed a column's type. Then one lock for each topic partition: a task that lost the partition
     * but is still writing, and its successor that writes the same records again, take turns.
     */
    private static final String BEGIN = """
            SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
                set_config('enable_seqscan', 'off', true), set_config('enable_material', 'off', true),
                set_config('lock_timeout', '10s', true),
                set_config('idle_in_transaction_session_timeout', '60s', true),
                set_config('TimeZone', 'UTC', true),
                set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true);
            SELECT pg_advisory_xact_lock(k)
            FROM (SELECT hashtextextended('tandem ' || p, 0) AS k FROM unnest(?::text[]) p ORDER BY 1) s""";

    private static final Logger LOG = LoggerFactory.getLogger(BatchTransaction.class);

    private final Session session;
    private final StatementThread statements;
    private final WriteSettings settings;
    private final WriteListener listener;
    private final ConflictWarning warning = new ConflictWarning(Clock.systemUTC(), LOG::warn);

    BatchTransaction(Session session, StatementThread statements, WriteSettings settings, WriteListener listener) {
        this.session = session;
        this.statements = statements;
        this.settings = settings;
        this.listener = listener;
    }

    /** Where the tables of batches come from. */
    interface Tables {
        /** Finds, or prepares, the table of a batch. */
        KnownTables.KnownTable of(TableBatch batch) throws SQLException;

        /**
         * Called when nobody else can write the same rows any more.
         *
         * @throws KnownTables.TableChanged when what is known has proved wrong
         */
        void confirm(Connection connection, KnownTables.KnownTable table) throws SQLException;
    }

    /**
     * @param batches in the order of their tables
     * @param racing whether others may insert the same rows meanwhile; otherwise that fails as a unique violation
     */
    void write(Collection<TableBatch> batches, Tables tables, boolean racing) throws SQLException {
        Map<TableBatch, KnownTables.KnownTable> known = new LinkedHashMap<>();
        for (TableBatch batch : batches) {
            known.put(batch, tables.of(batch));
        }
        long start = System.nanoTime();
        Map<TableBatch, WriteResult> results = session.inTransaction(connection -> {
            begin(connection, turns(batches));
            for (Map.Entry<String, String> setting :
                    settings.layout().writerSettings().entrySet()) {
                set(connection, setting.getKey(), setting.getValue());
            }
            for (KnownTables.KnownTable table : known.values()) {
                tables.confirm(connection, table);
            }
            ConflictLog conflictLog =
                    settings.conflicts().logged() ? ConflictLog.open(connection, batches) : ConflictLog.CLOSED;
            Map<TableBatch, WriteResult> written = new LinkedHashMap<>();
            for (Map.Entry<TableBatch, KnownTables.KnownTable> entry : known.entrySet()) {
                TableWriter writer = new TableWriter(
                        connection, statements, entry.getValue(), entry.getKey(), settings, conflictLog);
                written.put(entry.getKey(), writer.write(racing));
            }
            return written;
        });
        if (settings.conflicts().logged()) {
            warn(known, results);
        }
        listener.committed(results, System.nanoTime() - start);
    }

    private void warn(Map<TableBatch, KnownTables.KnownTable> known, Map<TableBatch, WriteResult> results) {
        known.forEach((batch, table) -> {
            warning.add(batch.table(), results.get(batch).conflicts());
            if (!table.table().isVersioned() || !table.table().hasOrigins()) {
                warning.cannotSee(batch.table());
            }
        });
    }

    /**
     * Where several topics share a table, tasks may meet on one row, of which one deletes and another makes what neither could
     * lock before it was there: they take turns at the table as well.
     */
    private String[] turns(Collection<TableBatch> batches) {
        Stream<String> partitions = batches.stream()
                .flatMap(batch -> batch.partitions().stream())
                .map(partition -> "partition " + partition);
        Stream<String> tables = batches.stream().map(batch -> "table " + batch.table());
        boolean takesTurns =
                settings.topicsShareTables() || settings.conflicts().logged();
        return Stream.concat(partitions, takesTurns ? tables : Stream.empty())
                .distinct()
                .toArray(String[]::new);
    }

    private static void set(Connection connection, String setting, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }

    static void begin(Connection connection, String... turns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setArray(1, connection.createArrayOf("text", turns));
            statement.execute();
        }
    }
}
