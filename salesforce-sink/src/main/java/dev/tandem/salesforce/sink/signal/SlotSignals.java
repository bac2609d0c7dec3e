/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.signal;

import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.sink.signal.SignalPassage.Found;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that Debezium carries to the source. Those that have reached Kafka are deleted. Those that Debezium may have missed are
 * inserted again once it reads: a new slot does not see what is in the table. Used by one thread.
 */
public final class SlotSignals {
    private static final Logger LOG = LoggerFactory.getLogger(SlotSignals.class);

    /** Finds signals that name one of these tables, and the end of the log behind them. Takes an array of the names. */
    static final String FIND = """
            SELECT s.id, pg_current_wal_insert_lsn() - '0/0'::pg_lsn FROM tandem.signals AS s
            WHERE EXISTS (SELECT FROM unnest(?::text[]) AS t(name) WHERE position(t.name IN s.data) > 0)""";

    static final String DELETE = "DELETE FROM tandem.signals WHERE id = ANY (?)";

    /** Not an update: Debezium would not see a long value that stays. */
    static final String REPEAT = """
            WITH missed AS (DELETE FROM tandem.signals WHERE id = ANY (?) RETURNING type, data)
            INSERT INTO tandem.signals (id, type, data) SELECT gen_random_uuid()::text, type, data FROM missed""";

    /** Returns whether Debezium can be given signals. It cannot see a table that no publication has, but confirms what is behind them. */
    static final String PUBLISHED = """
            SELECT EXISTS (SELECT FROM pg_publication_tables WHERE schemaname = 'tandem' AND tablename = 'signals')""";

    private final String[] tables;
    private boolean hasWarned;
    private final SignalPassage passage = new SignalPassage();

    /** @param tables those whose signals are followed. All others are left alone */
    public SlotSignals(Collection<TableId> tables) {
        this.tables = SignalTables.texts(tables);
    }

    /** Notes that the slot is of no use, or that it was not looked at. */
    public void interrupt() {
        passage.interrupt();
    }

    /**
     * Deletes what was carried, and repeats what may have been missed.
     *
     * @param reader the server process that reads the slot
     * @param confirmed the position up to which Debezium has confirmed the log
     */
    public void follow(Connection connection, int reader, long confirmed) throws SQLException {
        if (!SignalTables.exist(connection)) {
            return;
        }
        if (!arePublished(connection)) {
            interrupt();
            warnOnce();
            return;
        }
        hasWarned = false;
        Set<String> signals = new HashSet<>();
        long end = confirmed;
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, connection.createArrayOf("text", tables));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    signals.add(rows.getString(1));
                    end = Math.max(end, rows.getBigDecimal(2).longValue());
                }
            }
        }
        Found found = passage.add(reader, confirmed, signals, end);
        int carried = change(connection, DELETE, found.carried());
        if (carried > 0) {
            LOG.info("Debezium has read past {} requests for re-reads. They are deleted.", carried);
        }
        int repeated = change(connection, REPEAT, found.unsure());
        if (repeated > 0) {
            LOG.info("Asked again for {} re-reads that Debezium may not have carried to the source.", repeated);
        }
    }

    private static boolean arePublished(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet published = statement.executeQuery(PUBLISHED)) {
            return published.next() && published.getBoolean(1);
        }
    }

    private void warnOnce() {
        if (!hasWarned) {
            hasWarned = true;
            LOG.warn(
                    "Requests for re-reads do not reach the source: table tandem.signals is in no publication. Add it to the publication,"
                            + " and to table.include.list of Debezium's connector.");
        }
    }

    private static int change(Connection connection, String sql, Set<String> signals) throws SQLException {
        if (signals.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", signals.toArray()));
            return statement.executeUpdate();
        }
    }
}
