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
 * and after every restart, whichever topics' records the task has seen itself. It runs {@code has-origins.sql} of {@code
 * src/test/resources/statements}.
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

    /** Returns whether the table keeps origins by now. Once the transaction has written to it, no one adds columns until it ends. */
    boolean findsOrigins(Connection connection, Table table) throws SQLException {
        return this != NEVER && (table.hasOrigins() || (this == ALWAYS && hasOrigins(connection, table.id())));
    }

    static boolean hasOrigins(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OriginStatements.HAS_ORIGINS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            ResultSet row = statement.executeQuery();
            return row.next() && row.getBoolean(1);
        }
    }
}
