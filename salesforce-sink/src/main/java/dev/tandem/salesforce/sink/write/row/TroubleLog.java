/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.login.FailureAdvice;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log of why edits do not arrive although no write has failed. It is kept in {@code tandem.write_log}, where people look for it. */
public final class TroubleLog {
    private static final Logger LOG = LoggerFactory.getLogger(TroubleLog.class);
    /** Takes schema, table, key, state and message. */
    static final String INSERT = """
            INSERT INTO tandem.write_log (table_schema, table_name, row_key, request, operation, fields, state, message)
            VALUES (?, ?, ?, 0, 'all', '{}', ?, ?)""";

    /** Takes schema, table and message, and an array of keys. */
    static final String INSERT_WAITING = """
            INSERT INTO tandem.write_log (table_schema, table_name, row_key, request, operation, fields, state, message)
            SELECT ?, ?, t.key, 0, 'delete', '{}', 'blocked', ? FROM unnest(?::text[]) AS t(key)""";

    private TroubleLog() {}

    /** Notes that a whole table has stopped. */
    public static void stopped(Session session, TableId table, Exception problem) {
        write(session, table, "*", "stopped", FailureAdvice.describe(problem));
    }

    /** Notes that Postgres lets Tandem write nothing to a row. */
    static void blocked(Session session, TableId table, String key, String reason) {
        write(session, table, key, "blocked", reason);
    }

    /** Notes that deletes wait for the rows of another table. Returns whether that succeeded. */
    public static boolean tryWaits(Session session, TableId table, Collection<String> keys, String reason) {
        return tryInTransaction(session, table, "blocked", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT_WAITING)) {
                statement.setString(1, table.schema());
                statement.setString(2, table.name());
                statement.setString(3, reason);
                statement.setArray(4, connection.createArrayOf("text", keys.toArray()));
                return statement.executeUpdate();
            }
        });
    }

    private static void write(Session session, TableId table, String key, String state, String message) {
        tryInTransaction(session, table, state, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                statement.setString(1, table.schema());
                statement.setString(2, table.name());
                statement.setString(3, key);
                statement.setString(4, state);
                statement.setString(5, message);
                return statement.executeUpdate();
            }
        });
    }

    private static boolean tryInTransaction(
            Session session, TableId table, String state, Session.Work<Integer> insert) {
        try {
            session.inTransaction(insert);
            return true;
        } catch (SQLException failure) {
            LOG.warn("Failed to note in tandem.write_log that {} is {}: {}", table, state, FailureReport.of(failure));
            return false;
        }
    }
}
