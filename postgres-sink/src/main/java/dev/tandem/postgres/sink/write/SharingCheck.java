/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.sql.OriginStatements;
import dev.tandem.postgres.sink.table.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A check, of a task that does not read the origins of changes yet, whether a table keeps them. The table says so to every task
 * and after every restart, whichever topics' records the task has seen itself.
 */
enum SharingCheck {
    /** The task reads origins already, or is not to. */
    NEVER,
    /** Only a table that the task meets for the first time may keep origins. */
    FIRST,
    /** Another task may begin to keep origins at any time. */
    ALWAYS;

    static SharingCheck of(ConflictSettings conflicts) {
        if (!conflicts.onDemand()) {
            return NEVER;
        }
        return conflicts.topicsJoin() ? ALWAYS : FIRST;
    }

    /** Returns whether the table keeps origins by now, and keeps its columns as they are until the transaction ends. */
    boolean findsOrigins(Connection connection, Table table) throws SQLException {
        if (this == NEVER || table.hasOrigins()) {
            return this != NEVER;
        }
        if (this == FIRST) {
            return false;
        }
        try (PreparedStatement lock =
                connection.prepareStatement(OriginStatements.lock(table.id()) + ";\n" + OriginStatements.HAS_ORIGINS)) {
            bind(lock, table.id());
            lock.execute();
            lock.getMoreResults();
            return first(lock.getResultSet());
        }
    }

    static boolean hasOrigins(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OriginStatements.HAS_ORIGINS)) {
            bind(statement, table);
            return first(statement.executeQuery());
        }
    }

    private static void bind(PreparedStatement statement, TableId table) throws SQLException {
        statement.setString(1, table.schema());
        statement.setString(2, table.name());
    }

    private static boolean first(ResultSet row) throws SQLException {
        return row.next() && row.getBoolean(1);
    }
}
