/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.compare;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** A reader of the tables that the sink keeps, over one connection of its own. Not thread-safe. */
public final class Tables implements AutoCloseable {
    private static final String UNDEFINED_TABLE = "42P01";

    private final Connection connection;
    private final String schema;

    /** @param schema the one that holds the tables, named as their objects are */
    public Tables(String jdbcUrl, String schema) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl);
        this.schema = schema;
    }

    /** Every row by its id, as column name and value; no rows when there is no table. */
    public Map<String, Map<String, Object>> rows(String table) throws SQLException {
        var rows = new LinkedHashMap<String, Map<String, Object>>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + name(table))) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    row.put(columns.getColumnName(column), value(result, columns, column));
                }
                rows.put(result.getString("Id"), row);
            }
        } catch (SQLException failure) {
            throwUnlessMissing(failure);
        }
        return rows;
    }

    /** Returns the number of rows; 0 when there is no table. */
    public long count(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + name(table))) {
            result.next();
            return result.getLong(1);
        } catch (SQLException failure) {
            throwUnlessMissing(failure);
            return 0;
        }
    }

    /** Times as they are, where the driver's own choice would put them into the JVM's time zone. */
    private static Object value(ResultSet result, ResultSetMetaData columns, int column) throws SQLException {
        return switch (columns.getColumnTypeName(column)) {
            case "timestamptz" -> result.getObject(column, OffsetDateTime.class);
            case "time" -> result.getObject(column, LocalTime.class);
            default -> result.getObject(column);
        };
    }

    private static void throwUnlessMissing(SQLException failure) throws SQLException {
        if (!UNDEFINED_TABLE.equals(failure.getSQLState())) {
            throw failure;
        }
    }

    private String name(String table) {
        return quoted(schema) + "." + quoted(table);
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
