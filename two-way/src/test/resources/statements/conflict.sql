INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,
    local_time, remote_time, local_version, local_origin, remote_origin, topic, kafka_partition, kafka_offset)
VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, to_timestamp(?::bigint / 1000000.0), to_timestamp(?::bigint / 1000000.0),
    ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING;
