WITH t AS MATERIALIZED (
SELECT row_key, key, row_values, (_sync_pending -> '*' ->> 't')::bigint AS since FROM tandem.tombstones
WHERE table_schema = ? AND table_name = ? AND row_key = ANY (?) AND _sync_pending ?? '*')
SELECT t.row_key FROM t JOIN "salesforce"."Account" c ON c._sync_pending -> 'ParentId' ->> 'base' = t.key
WHERE c._sync_pending IS NOT NULL AND c._sync_state IS DISTINCT FROM 'failed'
    AND (c._sync_request ->> 'answered' IS NULL OR NOT c._sync_request -> 'sent' ?? 'ParentId')
UNION SELECT t.row_key FROM t JOIN "salesforce"."Account" c ON c._sync_request -> 'sent' ->> 'ParentId' = t.key
WHERE c._sync_request IS NOT NULL AND c._sync_pending ?? 'ParentId' AND c."ParentId" IS DISTINCT FROM t.key
UNION SELECT t.row_key FROM t JOIN tandem.tombstones o
ON coalesce(o._sync_pending -> 'ParentId' ->> 'base', o.row_values ->> 'ParentId') = t.key
WHERE o.table_schema = ? AND o.table_name = ? AND o._sync_pending ?? '*'
    AND o._sync_request ->> 'answered' IS NULL AND t.since > date_part('epoch', clock_timestamp()) * 1000000 - ?
    AND NOT coalesce(o.key = ANY (ARRAY[t.row_values ->> 'ParentId']::text[]), false);
