/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import java.util.List;

/** The statements that create and purge the tables of schema {@code tandem}. */
public final class SystemTableStatements {
    public static final List<Part> TOMBSTONES = List.of(
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

    public static final List<Part> CONFLICTS = List.of(
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

    /** Takes the lock under which parts are created. */
    public static final String LOCK = "SELECT set_config('lock_timeout', '10s', true);"
            + " SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0))";

    /** A table or column that the sink needs, with the SQL condition that it exists. */
    public record Part(String present, String ddl) {}

    private SystemTableStatements() {}

    /**
     * Deletes a bounded number of tombstones older than a number of seconds, which is the parameter. A tombstone of a two-way table
     * stays as long as Salesforce has not confirmed its delete. The row is read as JSON because only two-way tables bring those columns.
     */
    public static String purgeTombstones(int most) {
        return purge(
                "tandem.tombstones AS t",
                "deleted_at",
                most,
                "\n        AND to_jsonb(t) ->> '_sync_pending' IS NULL AND to_jsonb(t) ->> '_sync_request' IS NULL");
    }

    /** Deletes a bounded number of conflicts older than a number of seconds, which is the parameter. */
    public static String purgeConflicts(int most) {
        return purge("tandem.conflicts AS t", "logged_at", most, "");
    }

    private static String purge(String table, String time, int most, String condition) {
        return "DELETE FROM " + table + " WHERE ctid = ANY(ARRAY(SELECT ctid FROM " + table + "\n    WHERE " + time
                + " < now() - ? * interval '1 second'" + condition + " LIMIT " + most + " FOR UPDATE SKIP LOCKED))";
    }
}
