SELECT t."_sync_key"::text, coalesce(pg_column_size(t._sync_pending), 0) + coalesce(octet_length(t."Name"::text), 0)
FROM "salesforce"."Account" AS t
WHERE t."_sync_key" = ANY (?::text[]::bigint[])
UNION ALL
SELECT d.row_key, pg_column_size(d.row_values)
FROM tandem.tombstones AS d
WHERE d.table_schema = ? AND d.table_name = ? AND d.row_key = ANY (?::text[]);
