/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.pending;

import dev.tandem.postgres.session.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A reader of how long the edits of a table have been pending, also after the table was renamed. */
final class PendingReader {
    /** Checks that the functions of schema {@code tandem} exist. */
    static final String EXIST = "SELECT to_regclass('tandem.pending') IS NOT NULL";

    /** Finds the tables that have Tandem's columns, and that have the name or the triggers of a table. Takes its schema and name. */
    static final String FIND = """
            SELECT n.nspname, c.relname
            FROM (SELECT ?::text AS schema_name, ?::text AS name) known
            CROSS JOIN LATERAL (SELECT to_regclass(format('%I.%I', known.schema_name, known.name)) AS oid
                UNION SELECT tandem.tables_with_triggers(known.schema_name, known.name)) found
            JOIN pg_class c ON c.oid = found.oid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE ARRAY['_sync_pending', '_sync_request', '_sync_state']
                <@ ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped)""";

    private static final String PENDING = """
            (r._sync_pending IS NOT NULL OR r._sync_request IS NOT NULL)
                    AND (r._sync_pending IS NOT NULL OR r._sync_request ->> 'id' IS NOT NULL)""";

    private PendingReader() {}

    /**
     * The pending edits of a table.
     *
     * @param ageMillis the age of the oldest one that has not failed, or 0 if there is none
     */
    record Pending(long ageMillis, long failedRows) {
        static final Pending NONE = new Pending(0, 0);
    }

    static Pending read(Connection connection, TableId table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet exists = statement.executeQuery(EXIST)) {
            if (!exists.next() || !exists.getBoolean(1)) {
                return Pending.NONE;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(read(find(connection, table)))) {
            setTable(statement, table);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Pending(Math.max(0, row.getLong(1)), row.getLong(2));
            }
        }
    }

    private static List<TableId> find(Connection connection, TableId table) throws SQLException {
        List<TableId> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            setTable(statement, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new TableId(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return found;
    }

    private static void setTable(PreparedStatement statement, TableId table) throws SQLException {
        statement.setString(1, table.schema());
        statement.setString(2, table.name());
    }

    /** Returns SQL for the age of the oldest edit, in ms, and the number of failed rows. Takes schema and name, for deleted rows. */
    static String read(List<TableId> tables) {
        StringBuilder sql = new StringBuilder("""
                SELECT (1000 * extract(epoch FROM clock_timestamp())
                        - min(w.oldest) FILTER (WHERE p.state IS DISTINCT FROM 'failed') / 1000)::bigint,
                    count(*) FILTER (WHERE p.state = 'failed')
                FROM (SELECT r._sync_pending, r._sync_state FROM tandem.tombstones r
                    WHERE r.table_schema = ? AND r.table_name = ? AND\s""");
        sql.append(PENDING);
        for (TableId table : tables) {
            sql.append("\n    UNION ALL SELECT r._sync_pending, r._sync_state FROM ")
                    .append(table.quoted())
                    .append(" r\n    WHERE ")
                    .append(PENDING);
        }
        return sql.append("""

                ) p (wishes, state)
                CROSS JOIN LATERAL (
                    SELECT min((e.value ->> 't')::double precision) AS oldest FROM jsonb_each(p.wishes) e) w""").toString();
    }
}
