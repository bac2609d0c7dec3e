/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.twoway.schema.SharedTables;
import java.util.List;

/** The table of the positions up to which a connector's records are in the database, and its statements. */
public final class PositionStatements {
    public static final List<SystemTableStatements.Part> TABLE = List.of(
            new SystemTableStatements.Part("to_regnamespace('tandem') IS NOT NULL", SharedTables.SCHEMA),
            new SystemTableStatements.Part("to_regclass('tandem.sink_positions') IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS tandem.sink_positions (
                        connector text NOT NULL,
                        topic text NOT NULL,
                        kafka_partition integer NOT NULL,
                        next_offset bigint NOT NULL, -- all records before it are in this database
                        stored_at timestamptz NOT NULL DEFAULT now(),
                        PRIMARY KEY (connector, topic, kafka_partition))"""));

    /** Reads and locks the positions of a connector's partitions, whose topics and numbers are the first two parameters. */
    public static final String READ = """
            SELECT p.topic, p.kafka_partition, p.next_offset
            FROM tandem.sink_positions p
                JOIN unnest(?::text[], ?::int[]) AS s(topic, kafka_partition) USING (topic, kafka_partition)
            WHERE p.connector = ?
            ORDER BY p.topic, p.kafka_partition
            FOR UPDATE OF p""";

    /** Stores positions of partitions. */
    public static final String STORE = """
            INSERT INTO tandem.sink_positions (connector, topic, kafka_partition, next_offset)
            SELECT ?, s.* FROM unnest(?::text[], ?::int[], ?::bigint[]) AS s(topic, kafka_partition, next_offset)
            ON CONFLICT (connector, topic, kafka_partition)
            DO UPDATE SET next_offset = excluded.next_offset, stored_at = excluded.stored_at""";

    private PositionStatements() {}
}
