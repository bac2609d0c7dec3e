/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A prepared statement for each row, in a JDBC batch: pipelined one by one, or rewritten to rows of many values. */
record StatementMethod(String name, boolean rewritten) implements WriteMethod {
    @Override
    public String options() {
        return "prepareThreshold=1&reWriteBatchedInserts=" + rewritten;
    }

    @Override
    public boolean mixesFields() {
        return false;
    }

    @Override
    public void write(Connection connection, String table, Shape shape, List<Row> batch, Expect expect)
            throws SQLException {
        String marks =
                IntStream.range(0, shape.columns() + 2).mapToObj(i -> "?").collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + table + " AS t (id, _sync_version, " + WriteSql.columns(shape, "c") + ") VALUES ("
                + marks + ")" + WriteSql.orUpdate(shape);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : batch) {
                statement.setString(1, row.key());
                statement.setLong(2, row.version());
                for (int column = 0; column < shape.columns(); column++) {
                    bind(statement, column + 3, shape, column, row.values()[column]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, int parameter, Shape shape, int column, Object value)
            throws SQLException {
        switch (shape.type(column)) {
            case TEXT -> statement.setString(parameter, (String) value);
            case INT8 -> statement.setLong(parameter, (Long) value);
            case FLOAT8 -> statement.setDouble(parameter, (Double) value);
            case BOOL -> statement.setBoolean(parameter, (Boolean) value);
            case TIMESTAMPTZ -> statement.setTimestamp(parameter, new Timestamp((Long) value / 1000));
            case NUMERIC -> statement.setBigDecimal(parameter, (BigDecimal) value);
            default -> throw new IllegalStateException("no column has this type");
        }
    }
}
