SELECT jsonb_build_array(p."order", p."line")::text
FROM "salesforce"."Line__c" AS p
WHERE (p._sync_pending IS NOT NULL OR p._sync_request IS NOT NULL) AND (p."order", p."line") > (SELECT (k.key ->> 0)::uuid, (k.key ->> 1)::integer FROM (SELECT ?::text::jsonb) AS k(key)) AND p._sync_pending IS NOT NULL AND p._sync_request ->> 'id' IS NULL AND p._sync_state IS DISTINCT FROM 'failed' AND p._sync_state IS DISTINCT FROM 'waiting'
ORDER BY p."order", p."line"
LIMIT ?;
