/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.table.Catalog;
import dev.tandem.postgres.sink.table.Identifier;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A truncate at the source. Not Postgres's TRUNCATE: rows that are newer stay, so that a replay takes nothing away, and what is
 * deleted leaves tombstones, so that it brings nothing back.
 */
final class Truncation {
    private Truncation() {}

    /** Returns how many rows are gone; a table that does not exist has none. */
    static int run(Connection connection, TableId id, long version) throws SQLException {
        Optional<Table> found = Catalog.find(connection, id);
        if (found.isEmpty()) {
            return 0;
        }
        Table table = found.get();
        if (!table.isVersioned() || table.uniqueKeys().isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + id.quoted())) {
                return statement.executeUpdate();
            }
        }
        String sql = "WITH gone AS (DELETE FROM " + id.quoted() + " WHERE (" + Identifier.quote(Table.SYNC_VERSION)
                + " < ?) IS NOT FALSE RETURNING " + keyText(table.uniqueKeys().get(0)) + " AS key)"
                + " INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version) SELECT ?, ?, key, ? FROM gone"
                + " ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = greatest(d.version, excluded.version)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, version);
            statement.setString(2, id.schema());
            statement.setString(3, id.name());
            statement.setLong(4, version);
            return statement.executeUpdate();
        }
    }

    /** The same text as {@link TableSql} writes for the key of a single row. */
    private static String keyText(List<String> key) {
        if (key.size() == 1) {
            return Identifier.quote(key.get(0)) + "::text";
        }
        return key.stream().map(Identifier::quote).collect(Collectors.joining(", ", "jsonb_build_array(", ")::text"));
    }
}
