SELECT t."_sync_key"::text, t."Id"::text, to_jsonb(t)::text
FROM "salesforce"."Account" AS t
WHERE t."_sync_key" = ANY (?::text[]::bigint[]) AND t._sync_request IS NOT NULL
ORDER BY t."_sync_key"
FOR UPDATE OF t;
