SELECT c."_sync_key"::text
FROM "salesforce"."Account" c JOIN "salesforce"."Account" p ON p."_sync_key" = CASE WHEN c."Parent__Tandem_Key__c" ~ '^-?[0-9]{1,18}$' THEN c."Parent__Tandem_Key__c"::bigint END
WHERE c."Parent__Tandem_Key__c" IS NOT NULL AND c."ParentId" IS NULL AND p."Id" IS NOT NULL AND c."_sync_key"::text COLLATE "C" > ?
ORDER BY c."_sync_key"::text COLLATE "C"
LIMIT 1000;
