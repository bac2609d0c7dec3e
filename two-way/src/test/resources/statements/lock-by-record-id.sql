SELECT t."_sync_key"::text, t."Id"::text, to_jsonb(t)::text
FROM "salesforce"."Account" AS t
WHERE t."Id" = ANY (?::text[])
ORDER BY t."_sync_key"
FOR UPDATE OF t;
