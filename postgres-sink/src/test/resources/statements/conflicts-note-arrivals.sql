WITH arrived AS (
    SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[])
        AS s(table_schema, table_name, topic, kafka_partition, kafka_offset)),
moved AS (
    INSERT INTO tandem.conflict_positions AS p (table_schema, table_name, topic, kafka_partition, kafka_offset)
    SELECT * FROM arrived
    ON CONFLICT (table_schema, table_name, topic, kafka_partition)
    DO UPDATE SET kafka_offset = excluded.kafka_offset WHERE p.kafka_offset < excluded.kafka_offset)
SELECT table_schema, table_name, topic, kafka_partition, p.kafka_offset
FROM tandem.conflict_positions p JOIN arrived USING (table_schema, table_name, topic, kafka_partition);
