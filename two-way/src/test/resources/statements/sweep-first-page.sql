SELECT p."_sync_key"::text
FROM "salesforce"."Account" AS p
WHERE (p._sync_pending IS NOT NULL OR p._sync_request IS NOT NULL) AND p._sync_pending IS NOT NULL AND p._sync_request ->> 'id' IS NULL AND p._sync_state IS DISTINCT FROM 'failed' AND p._sync_state IS DISTINCT FROM 'waiting'
ORDER BY p."_sync_key"
LIMIT ?;
