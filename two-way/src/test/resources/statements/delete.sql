DELETE FROM "salesforce"."Account" AS t
WHERE t."_sync_key" = ANY (?::text[]::bigint[])
RETURNING to_jsonb(t)::text;
