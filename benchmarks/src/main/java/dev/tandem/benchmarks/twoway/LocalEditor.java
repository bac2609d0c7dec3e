/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Edits rows, which Tandem writes back. */
record LocalEditor(Connection connection) implements Editor {
    private static final String UPDATE =
            "UPDATE salesforce.\"Account\" SET \"" + TwoWayBenchmark.FIELD + "\" = ? WHERE \"Id\" = ";

    @Override
    public void edit(String id, String value) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE + "?")) {
            update.setString(1, value);
            update.setString(2, id);
            update.executeUpdate();
        }
    }

    @Override
    public void editAll(List<String> ids, String value) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE + "ANY (?)")) {
            update.setString(1, value);
            update.setArray(2, connection.createArrayOf("varchar", ids.toArray()));
            update.executeUpdate();
        }
    }
}
