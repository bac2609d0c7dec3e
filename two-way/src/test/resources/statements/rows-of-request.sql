SELECT p."_sync_key"::text
FROM "salesforce"."Account" AS p
WHERE (p._sync_pending IS NOT NULL OR p._sync_request IS NOT NULL) AND (p._sync_request ->> 'id')::bigint = 17 AND p._sync_request ->> 'answered' IS NULL
ORDER BY p."_sync_key"
LIMIT ?;
