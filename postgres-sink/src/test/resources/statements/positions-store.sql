INSERT INTO tandem.sink_positions (connector, topic, kafka_partition, next_offset)
SELECT ?, s.* FROM unnest(?::text[], ?::int[], ?::bigint[]) AS s(topic, kafka_partition, next_offset)
ON CONFLICT (connector, topic, kafka_partition)
DO UPDATE SET next_offset = excluded.next_offset, stored_at = excluded.stored_at;
