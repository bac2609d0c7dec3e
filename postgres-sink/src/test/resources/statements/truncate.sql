WITH gone AS (
    DELETE FROM "salesforce"."Account" WHERE ("_sync_version" < ?) IS NOT FALSE RETURNING *)
INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version)
SELECT ?, ?, "Id"::text, ? FROM gone
ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = greatest(d.version, excluded.version);
