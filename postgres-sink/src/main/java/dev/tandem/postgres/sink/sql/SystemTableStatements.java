/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.twoway.schema.SharedTables;
import java.util.List;

/** The statements that create and purge the tables of schema {@code tandem}. Those of two-way tables are in {@code two-way.sql}. */
public final class SystemTableStatements {
    public static final List<Part> TOMBSTONES = List.of(
            new Part("to_regnamespace('tandem') IS NOT NULL", SharedTables.SCHEMA),
            new Part("to_regclass('tandem.tombstones') IS NOT NULL", SharedTables.TOMBSTONES));

    public static final List<Part> CONFLICTS = List.of(
            new Part("""
                    EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('tandem.tombstones')
                        AND attname = 'origin' AND NOT attisdropped)""", "ALTER TABLE tandem.tombstones ADD COLUMN IF NOT EXISTS origin text"),
            new Part("to_regclass('tandem.conflicts') IS NOT NULL", SharedTables.CONFLICTS),
            new Part("to_regclass('tandem.conflict_positions') IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS tandem.conflict_positions (
                        table_schema text NOT NULL,
                        table_name text NOT NULL,
                        topic text NOT NULL,
                        kafka_partition integer NOT NULL,
                        kafka_offset bigint NOT NULL,
                        PRIMARY KEY (table_schema, table_name, topic, kafka_partition))"""));

    /** Takes the lock under which parts are created. */
    public static final String LOCK = "SELECT set_config('lock_timeout', '10s', true);\n"
            + "SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0))";

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
