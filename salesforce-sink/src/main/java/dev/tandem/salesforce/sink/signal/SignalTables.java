/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.signal;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.json.JsonTree;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.stream.Stream;

/** The names of tables in signals. */
final class SignalTables {
    /** The text before a name. */
    static final String NAME = "\"table\":";
    /** Returns whether there may be signals. */
    static final String EXIST = "SELECT to_regclass('tandem.signals') IS NOT NULL";

    private SignalTables() {}

    /** Returns the texts by which signals name these tables. Postgres writes a space that our own JSON does not have. */
    static String[] texts(Collection<TableId> tables) {
        return tables.stream()
                .map(table -> JsonTree.write(table.toString()))
                .flatMap(name -> Stream.of(NAME + name, NAME + " " + name))
                .toArray(String[]::new);
    }

    static boolean exist(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet exists = statement.executeQuery(EXIST)) {
            return exists.next() && exists.getBoolean(1);
        }
    }
}
