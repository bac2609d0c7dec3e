WITH gone AS (
    DELETE FROM "salesforce"."Account" WHERE ("_sync_version" < ?) IS NOT FALSE RETURNING *)
INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version)
SELECT ?, ?, CASE WHEN octet_length("Id"::text) <= 2000 THEN "Id"::text ELSE 'sha256:' || encode(sha256(convert_to("Id"::text, 'UTF8')), 'hex') END, ? FROM gone
ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = greatest(d.version, excluded.version);
