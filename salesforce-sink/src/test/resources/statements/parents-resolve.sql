WITH found AS (
SELECT c.tableoid AS part, c.ctid AS place, p."Id"::text AS id
FROM "salesforce"."Account" c JOIN "salesforce"."Account" p ON p."_sync_key" = CASE WHEN c."Parent__Tandem_Key__c" ~ '^-?[0-9]{1,18}$' THEN c."Parent__Tandem_Key__c"::bigint END
WHERE c."Parent__Tandem_Key__c" IS NOT NULL AND c."ParentId" IS NULL AND p."Id" IS NOT NULL AND c."_sync_key" = ANY (?::text[]::bigint[])
FOR UPDATE OF c SKIP LOCKED)
UPDATE "salesforce"."Account" c SET "ParentId" = found.id, "Parent__Tandem_Key__c" = NULL
FROM found
WHERE c.tableoid = found.part AND c.ctid = found.place
RETURNING c."_sync_key"::text;
