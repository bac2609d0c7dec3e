WITH gone AS (
    DELETE FROM "salesforce"."Account" WHERE ("_sync_version" < ?) IS NOT FALSE RETURNING *),
kept AS (
    INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_time,
        local_version, local_origin, remote_version, remote_origin, topic, kafka_partition, kafka_offset)
    SELECT ?, ?, CASE WHEN octet_length("Id"::text) <= 2000 THEN "Id"::text ELSE 'sha256:' || encode(sha256(convert_to("Id"::text, 'UTF8')), 'hex') END, '*', 'delete_origin_differs', 'apply_remote', to_jsonb(gone.*),
        timestamptz 'epoch' + ?::bigint * interval '1 microsecond', _sync_version, _sync_origin, ?, ?, ?, ?, ?
    FROM gone WHERE _sync_origin <> ? ON CONFLICT DO NOTHING),
buried AS (
    INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version, origin)
    SELECT DISTINCT ?, ?, k.key, ?, ? FROM gone CROSS JOIN LATERAL (VALUES (CASE WHEN octet_length("Id"::text) <= 2000 THEN "Id"::text ELSE 'sha256:' || encode(sha256(convert_to("Id"::text, 'UTF8')), 'hex') END)) AS k (key)
    WHERE k.key IS NOT NULL
    ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version, deleted_at = excluded.deleted_at, origin = excluded.origin
      WHERE d.version <= excluded.version)
SELECT count(*) FROM gone;
