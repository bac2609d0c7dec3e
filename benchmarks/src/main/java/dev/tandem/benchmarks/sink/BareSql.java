/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The best statements by hand, which are the limit of what a sink can do on one connection. */
final class BareSql {
    static final String NAME = "bare SQL";

    private static final WriteMethod METHOD = new UnnestMethod(NAME, "", UnnestMethod.Merge.INSERT_MISSING, true);

    private BareSql() {}

    static void createTable(Connection connection, String table, Shape shape) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(shape.createTable(table).replace(" WITH (autovacuum_enabled = off)", ""));
        }
    }

    /** Writes rows in the open transaction of a connection. */
    static void write(Connection connection, String table, Shape shape, List<Row> rows, WriteMethod.Expect expect)
            throws SQLException {
        List<Row> batch = new ArrayList<>(rows);
        batch.sort(Comparator.comparing(Row::key));
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
                            + " set_config('enable_seqscan', 'off', true)");
        }
        METHOD.write(connection, table, shape, batch, expect);
    }
}
