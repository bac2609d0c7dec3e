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
    WHERE o.table_schema = a.table_schema AND o.table_name = a.table_name);
