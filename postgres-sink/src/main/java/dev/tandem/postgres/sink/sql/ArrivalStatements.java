/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

/** The table of the newest records of topic partitions, for tables whose versions are offsets, and its statement. */
public final class ArrivalStatements {
    public static final SystemTableStatements.Part TABLE =
            new SystemTableStatements.Part("to_regclass('tandem.topic_positions') IS NOT NULL", """
                    CREATE TABLE IF NOT EXISTS tandem.topic_positions (
                        table_schema text NOT NULL,
                        table_name text NOT NULL,
                        topic text NOT NULL,
                        kafka_partition integer NOT NULL,
                        kafka_offset bigint NOT NULL,
                        kafka_timestamp bigint,
                        PRIMARY KEY (table_schema, table_name, topic, kafka_partition))""");

    /**
     * Notes the newest records of topic partitions, and returns those before: the SELECT does not see what the INSERT of the same
     * statement does. A partition that is new to a known table has nulls. A table without any is missing.
     */
    public static final String NOTE = """
            WITH arrived AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[])
                    AS s(table_schema, table_name, topic, kafka_partition, kafka_offset, kafka_timestamp)),
            moved AS (
                INSERT INTO tandem.topic_positions AS p
                    (table_schema, table_name, topic, kafka_partition, kafka_offset, kafka_timestamp)
                SELECT * FROM arrived
                ON CONFLICT (table_schema, table_name, topic, kafka_partition)
                DO UPDATE SET kafka_offset = greatest(p.kafka_offset, excluded.kafka_offset),
                    kafka_timestamp = greatest(p.kafka_timestamp, excluded.kafka_timestamp)
                WHERE p.kafka_offset < excluded.kafka_offset
                    OR coalesce(p.kafka_timestamp, -1) < coalesce(excluded.kafka_timestamp, -1))
            SELECT a.table_schema, a.table_name, a.topic, a.kafka_partition, p.kafka_offset, p.kafka_timestamp
            FROM arrived a LEFT JOIN tandem.topic_positions p USING (table_schema, table_name, topic, kafka_partition)
            WHERE EXISTS (SELECT FROM tandem.topic_positions o
                WHERE o.table_schema = a.table_schema AND o.table_name = a.table_name)""";

    private ArrivalStatements() {}
}
