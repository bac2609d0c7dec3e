SELECT t."sfid"::text, t._sync_pending IS NOT NULL OR t._sync_request IS NOT NULL
FROM "salesforce"."Account" AS t
WHERE t."sfid" = ANY (?)
ORDER BY t."id"
FOR UPDATE OF t;
