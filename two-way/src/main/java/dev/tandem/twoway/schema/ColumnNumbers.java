/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers that Postgres has given the columns of a table. A column that was dropped and added again, or took the name of one that
 * was renamed, has another number.
 *
 * @param byName the numbers of those columns that matter
 */
public record ColumnNumbers(TableId table, Map<String, Integer> byName) {
    /** The state of a statement that names a column which is not there, so it counts as a change of the table. */
    private static final String UNDEFINED_COLUMN = "42703";

    public ColumnNumbers {
        byName = Map.copyOf(byName);
    }

    /** Returns the numbers of these columns of a table. */
    public static ColumnNumbers of(Connection connection, TableId table, Collection<String> columns)
            throws SQLException {
        Map<String, Integer> numbers = read(connection, table);
        numbers.keySet().retainAll(columns);
        return new ColumnNumbers(table, numbers);
    }

    static Map<String, Integer> read(Connection connection, TableId table) throws SQLException {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SchemaSql.COLUMN_NUMBERS)) {
            statement.setString(1, table.quoted());
            try (ResultSet columns = statement.executeQuery()) {
                while (columns.next()) {
                    numbers.put(columns.getString(1), columns.getInt(2));
                }
            }
        }
        return numbers;
    }

    /**
     * Checks that the columns are still the same ones. Where rows are locked, they stay so until the transaction ends.
     *
     * @throws SQLException if one of them is another column by now, so that its values are not what users have edited
     */
    public void check(Connection connection) throws SQLException {
        Map<String, Integer> now = read(connection, table);
        now.keySet().retainAll(byName.keySet());
        if (!now.equals(byName)) {
            throw new SQLException(
                    "Columns of table " + table + " were dropped, renamed or added again.", UNDEFINED_COLUMN);
        }
    }
}
