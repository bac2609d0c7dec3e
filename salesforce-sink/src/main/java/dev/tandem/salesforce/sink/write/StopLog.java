/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in {@code tandem.write_log} that a whole table has stopped, where people look for the edits that do not arrive. */
final class StopLog {
    private static final Logger LOG = LoggerFactory.getLogger(StopLog.class);
    private static final String INSERT =
            "INSERT INTO tandem.write_log (table_schema, table_name, row_key, request, operation, fields, state, message)"
                    + " VALUES (?, ?, '*', 0, 'all', '{}', 'stopped', ?)";

    private StopLog() {}

    static void write(Session session, TableId table, Exception problem) {
        try {
            session.inTransaction(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                    statement.setString(1, table.schema());
                    statement.setString(2, table.name());
                    statement.setString(3, problem.getMessage());
                    return statement.executeUpdate();
                }
            });
        } catch (SQLException failure) {
            LOG.warn("Failed to note in tandem.write_log that table {} is stopped: {}", table, failure.getMessage());
        }
    }
}
