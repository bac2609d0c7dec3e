/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.state.Signals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of a two-way table that a complete read of Salesforce did not contain. Their rows may have local edits, and the rest of
 * the read may still be on its way in other partitions. So no row is deleted here: the source is asked for these records, and emits a
 * delete for each that is gone.
 */
final class UnreadRecords {
    private static final int RECORDS_PER_SIGNAL = 500;

    private UnreadRecords() {}

    /**
     * Asks for the records whose rows are older than a version, and returns how many there are; empty if the table is not two-way.
     *
     * @param object the API name
     */
    static Optional<Long> ask(Connection connection, TableId table, String object, long version) throws SQLException {
        Optional<String> idColumn = recordIdColumn(connection, table);
        return idColumn.isEmpty()
                ? Optional.empty()
                : Optional.of(ask(connection, table, object, TwoWayStatements.older(table, idColumn.get()), version));
    }

    private static long ask(Connection connection, TableId table, String object, String older, long version)
            throws SQLException {
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(older)) {
            statement.setFetchSize(RECORDS_PER_SIGNAL);
            statement.setLong(1, version);
            List<String> ids = new ArrayList<>(RECORDS_PER_SIGNAL);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                    count++;
                    if (ids.size() == RECORDS_PER_SIGNAL) {
                        Signals.ask(connection, table, object, ids);
                        ids.clear();
                    }
                }
            }
            Signals.ask(connection, table, object, ids);
        }
        return count;
    }

    private static Optional<String> recordIdColumn(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TwoWayStatements.RECORD_ID)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
            }
        }
    }
}
