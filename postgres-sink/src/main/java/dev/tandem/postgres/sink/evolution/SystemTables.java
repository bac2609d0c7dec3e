/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.session.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tables of schema {@code tandem}, which hold what the sink has to remember beside the rows. */
public final class SystemTables {
    public static final Set<TableId> REQUIRED = Set.of(new TableId("tandem", "tombstones"));
    /** Tables that exist only where conflicts are logged. */
    public static final Set<TableId> OF_CONFLICTS =
            Set.of(new TableId("tandem", "conflicts"), new TableId("tandem", "conflict_positions"));

    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);
    private static final int PURGED_AT_ONCE = 10_000;
    private static final List<Part> TOMBSTONES = List.of(
            new Part("to_regnamespace('tandem') IS NOT NULL", "CREATE SCHEMA IF NOT EXISTS tandem"),
            new Part("to_regclass('tandem.tombstones') IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS tandem.tombstones (
                        table_schema text NOT NULL,
                        table_name text NOT NULL,
                        key text NOT NULL,
                        version bigint NOT NULL,
                        deleted_at timestamptz NOT NULL DEFAULT now(),
                        PRIMARY KEY (table_schema, table_name, key));
                    CREATE INDEX IF NOT EXISTS tombstones_deleted_at ON tandem.tombstones (deleted_at)"""));

    private static final List<Part> CONFLICTS = List.of(
            new Part("""
                    EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('tandem.tombstones')
                        AND attname = 'origin' AND NOT attisdropped)""", "ALTER TABLE tandem.tombstones ADD COLUMN IF NOT EXISTS origin text"),
            new Part("to_regclass('tandem.conflicts') IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS tandem.conflicts (
                        logged_at timestamptz NOT NULL DEFAULT now(),
                        table_schema text NOT NULL,
                        table_name text NOT NULL,
                        key text NOT NULL,
                        field text NOT NULL,
                        type text NOT NULL,
                        resolution text NOT NULL,
                        local_value jsonb,
                        remote_value jsonb,
                        local_time timestamptz,
                        remote_time timestamptz,
                        local_version bigint,
                        remote_version bigint,
                        local_origin text,
                        remote_origin text,
                        topic text NOT NULL,
                        kafka_partition integer NOT NULL,
                        kafka_offset bigint NOT NULL,
                        PRIMARY KEY (table_schema, table_name, key, topic, kafka_partition, kafka_offset, field));
                    CREATE INDEX IF NOT EXISTS conflicts_logged_at ON tandem.conflicts (logged_at)"""),
            new Part("to_regclass('tandem.conflict_positions') IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS tandem.conflict_positions (
                        table_schema text NOT NULL,
                        table_name text NOT NULL,
                        topic text NOT NULL,
                        kafka_partition integer NOT NULL,
                        kafka_offset bigint NOT NULL,
                        PRIMARY KEY (table_schema, table_name, topic, kafka_partition))"""));

    private final List<Part> parts;
    private final Duration tombstoneRetention;
    private final Optional<Duration> conflictRetention;
    private final Clock clock;
    private Instant nextPurge;

    /** @param conflictRetention how long losing values are kept; empty when they are not */
    public SystemTables(Duration tombstoneRetention, Optional<Duration> conflictRetention, Clock clock) {
        this.tombstoneRetention = tombstoneRetention;
        this.conflictRetention = conflictRetention;
        this.parts = new ArrayList<>(TOMBSTONES);
        conflictRetention.ifPresent(kept -> parts.addAll(CONFLICTS));
        this.clock = clock;
        this.nextPurge = clock.instant();
    }

    /**
     * Something that the sink needs.
     *
     * @param present the SQL condition that it is there
     */
    private record Part(String present, String ddl) {}

    /** Makes what is missing; needs no right to make anything where all is there. */
    public void create(Connection connection) throws SQLException {
        boolean locked = false;
        for (Part part : parts) {
            if (isMissing(connection, part)) {
                try (Statement statement = connection.createStatement()) {
                    if (!locked) {
                        statement.execute("SELECT set_config('lock_timeout', '10s', true);"
                                + " SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0))");
                        locked = true;
                    }
                    statement.execute(part.ddl);
                }
            }
        }
    }

    private static boolean isMissing(Connection connection, Part part) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet present = statement.executeQuery("SELECT " + part.present)) {
            return !present.next() || !present.getBoolean(1);
        }
    }

    public boolean isPurgeDue() {
        return !clock.instant().isBefore(nextPurge);
    }

    /** Forgets what is old, a bounded number at a time; there may be more, then it is due again at once. */
    public int purge(Connection connection) throws SQLException {
        int most = purge(connection, "tandem.tombstones", "deleted_at", tombstoneRetention);
        if (conflictRetention.isPresent()) {
            most = Math.max(most, purge(connection, "tandem.conflicts", "logged_at", conflictRetention.get()));
        }
        if (most < PURGED_AT_ONCE) {
            nextPurge = clock.instant().plus(PURGE_INTERVAL);
        }
        return most;
    }

    private static int purge(Connection connection, String table, String time, Duration retention) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + table
                + " WHERE ctid = ANY(ARRAY(SELECT ctid FROM " + table + " WHERE " + time
                + " < now() - ? * interval '1 second' LIMIT " + PURGED_AT_ONCE + " FOR UPDATE SKIP LOCKED))")) {
            statement.setLong(1, retention.toSeconds());
            return statement.executeUpdate();
        }
    }
}
