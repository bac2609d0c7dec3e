/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The tables of schema {@code tandem}, which hold what the sink has to remember beside the rows. */
public final class SystemTables {
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);
    private static final String[] DDL = {
        "CREATE SCHEMA IF NOT EXISTS tandem",
        """
        CREATE TABLE IF NOT EXISTS tandem.tombstones (
            table_schema text NOT NULL,
            table_name text NOT NULL,
            key text NOT NULL,
            version bigint NOT NULL,
            deleted_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (table_schema, table_name, key))""",
        "CREATE INDEX IF NOT EXISTS tombstones_deleted_at ON tandem.tombstones (deleted_at)"
    };

    private final Duration retention;
    private final Clock clock;
    private Instant nextPurge;

    /** @param retention how long tombstones are kept */
    public SystemTables(Duration retention, Clock clock) {
        this.retention = retention;
        this.clock = clock;
        this.nextPurge = clock.instant();
    }

    /** Makes what is missing; needs no right to make anything where all is there. */
    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet present = statement.executeQuery("SELECT to_regclass('tandem.tombstones') IS NOT NULL")) {
                if (present.next() && present.getBoolean(1)) {
                    return;
                }
            }
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0))");
            for (String ddl : DDL) {
                statement.execute(ddl);
            }
        }
    }

    public boolean isPurgeDue() {
        return !clock.instant().isBefore(nextPurge);
    }

    /** Forgets old tombstones, a bounded number at a time; returns how many. */
    public int purge(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                DELETE FROM tandem.tombstones WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM tandem.tombstones WHERE deleted_at < now() - ? * interval '1 second'
                    LIMIT 10000 FOR UPDATE SKIP LOCKED))""")) {
            statement.setLong(1, retention.toSeconds());
            int purged = statement.executeUpdate();
            nextPurge = clock.instant().plus(PURGE_INTERVAL);
            return purged;
        }
    }
}
