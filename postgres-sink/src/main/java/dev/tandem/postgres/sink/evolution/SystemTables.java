/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of schema {@code tandem}, which hold what the sink has to remember beside the rows. */
public final class SystemTables {
    private static final String[] DDL = {"CREATE SCHEMA IF NOT EXISTS tandem", """
        CREATE TABLE IF NOT EXISTS tandem.tombstones (
            table_schema text NOT NULL,
            table_name text NOT NULL,
            key text NOT NULL,
            version bigint NOT NULL,
            deleted_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (table_schema, table_name, key))"""};

    private SystemTables() {}

    /** Makes what is missing; takes no right to make anything where all is there. */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            var present = statement.executeQuery("SELECT to_regclass('tandem.tombstones') IS NOT NULL");
            if (present.next() && present.getBoolean(1)) {
                return;
            }
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0))");
            for (String ddl : DDL) {
                statement.execute(ddl);
            }
        }
    }
}
