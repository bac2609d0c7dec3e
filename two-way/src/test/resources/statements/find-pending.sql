SELECT t."_sync_key"::text, t."Id"::text, to_jsonb(t)::text, t.xmin::text
FROM "salesforce"."Account" AS t
WHERE t."_sync_key" = ANY (?::text[]::bigint[]) AND t._sync_pending IS NOT NULL AND t._sync_request ->> 'id' IS NULL;
