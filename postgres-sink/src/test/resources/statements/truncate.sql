WITH gone AS (
    DELETE FROM "salesforce"."Account" WHERE ("_sync_version" < ?) IS NOT FALSE RETURNING *),
buried AS (
    INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version)
    SELECT DISTINCT ?, ?, k.key, ? FROM gone CROSS JOIN LATERAL (VALUES (CASE WHEN octet_length("Id"::text) <= 2000 THEN "Id"::text ELSE 'sha256:' || encode(sha256(convert_to("Id"::text, 'UTF8')), 'hex') END)) AS k (key)
    WHERE k.key IS NOT NULL
    ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version, deleted_at = excluded.deleted_at
      WHERE d.version < excluded.version)
SELECT count(*) FROM gone;
