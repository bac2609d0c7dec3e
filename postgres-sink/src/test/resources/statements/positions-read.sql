SELECT p.topic, p.kafka_partition, p.next_offset
FROM tandem.sink_positions p
    JOIN unnest(?::text[], ?::int[]) AS s(topic, kafka_partition) USING (topic, kafka_partition)
WHERE p.connector = ?
ORDER BY p.topic, p.kafka_partition
FOR UPDATE OF p;
