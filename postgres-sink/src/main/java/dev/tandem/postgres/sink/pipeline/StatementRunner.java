/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.pipeline;

import dev.tandem.postgres.sink.sql.RowStatement;
import dev.tandem.postgres.sink.sql.Rows;
import dev.tandem.postgres.sink.type.BinaryArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Runs statements over rows in the transaction of a connection, such as
 *
 * <pre>{@code
 * DELETE FROM "public"."Account" t
 * USING (SELECT unnest(?::text[]) AS k0, unnest(?::bigint[]) AS v) AS s
 * WHERE t."Id" = s.k0
 *   AND (s.v > t."_sync_version") IS NOT FALSE
 * }</pre>
 *
 * All statements are in {@code src/test/resources/statements}; {@link dev.tandem.postgres.sink.sql.TableStatements} explains
 * their names.
 */
public final class StatementRunner {
    private final Connection connection;

    public StatementRunner(Connection connection) {
        this.connection = connection;
    }

    /** A visitor of a result's lines. */
    @FunctionalInterface
    public interface LineVisitor {
        void visit(ResultSet line) throws SQLException;
    }

    /** Runs a statement that changes rows, and returns how many. */
    public long update(RowStatement statement, Rows rows) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
            bind(prepared, statement, rows);
            return prepared.executeUpdate();
        }
    }

    /** Runs a statement that returns lines. */
    public void query(RowStatement statement, Rows rows, LineVisitor visitor) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
            bind(prepared, statement, rows);
            try (ResultSet lines = prepared.executeQuery()) {
                while (lines.next()) {
                    visitor.visit(lines);
                }
            }
        }
    }

    private void bind(PreparedStatement prepared, RowStatement statement, Rows rows) throws SQLException {
        int index = 1;
        for (String value : statement.leading()) {
            prepared.setString(index++, value);
        }
        for (BinaryArray array : rows.arrays()) {
            prepared.setArray(index++, array.toSql(connection));
        }
    }
}
