/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.execution;

import dev.tandem.postgres.sink.sql.Statement;
import dev.tandem.postgres.sink.type.BinaryArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A runner of statements in the transaction of a connection. A record's path through the sink ends here. The texts are files of
 * {@code src/test/resources/statements}.
 */
public final class StatementRunner {
    /** The greatest message that Postgres takes is a little larger. */
    private static final long MAX_BYTES = 1_000_000_000;

    private final Connection connection;

    public StatementRunner(Connection connection) {
        this.connection = connection;
    }

    /** Sends a statement that changes rows, and returns how many it changed. */
    public long update(Statement statement) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            bind(prepared, statement);
            return prepared.executeUpdate();
        }
    }

    /** Sends a statement that returns one number. */
    public long queryNumber(Statement statement) throws SQLException {
        try (ResultSet line = query(statement)) {
            line.next();
            return line.getLong(1);
        }
    }

    /** Sends a statement that returns lines. Closing them closes the statement. */
    public ResultSet query(Statement statement) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement.sql());
        try {
            prepared.closeOnCompletion();
            bind(prepared, statement);
            return prepared.executeQuery();
        } catch (SQLException | RuntimeException failure) {
            prepared.close();
            throw failure;
        }
    }

    /** Rejects a message that Postgres would answer by closing the connection, so that fewer rows are tried. */
    private static void checkSize(long bytes) throws SQLException {
        if (bytes > MAX_BYTES) {
            throw new SQLException(
                    "The values have more than " + MAX_BYTES + " bytes, which is the most that Postgres takes.",
                    "54000");
        }
    }

    private void bind(PreparedStatement prepared, Statement statement) throws SQLException {
        int index = 1;
        long bytes = 0;
        for (Object value : statement.parameters()) {
            if (value instanceof BinaryArray array) {
                bytes += array.size();
                checkSize(bytes);
                prepared.setArray(index++, array.toSql(connection));
            } else {
                prepared.setObject(index++, value);
            }
        }
    }
}
