SELECT c."_sync_key"::text
FROM "salesforce"."Account" c
WHERE c."_sync_key" = ANY (?::text[]::bigint[]) AND c."Parent__Tandem_Key__c" IS NOT NULL AND c."ParentId" IS NULL AND c."Id" IS NULL
    AND ((c._sync_pending -> '*' ->> 't')::bigint > date_part('epoch', clock_timestamp()) * 1000000 - ?
    OR EXISTS (SELECT FROM "salesforce"."Account" p WHERE p."_sync_key" = CASE WHEN c."Parent__Tandem_Key__c" ~ '^-?[0-9]{1,18}$' THEN c."Parent__Tandem_Key__c"::bigint END AND p._sync_request IS NOT NULL AND p."Id" IS NULL)
    OR EXISTS (SELECT FROM "salesforce"."Account" p WHERE p."_sync_key" = CASE WHEN c."Parent__Tandem_Key__c" ~ '^-?[0-9]{1,18}$' THEN c."Parent__Tandem_Key__c"::bigint END));
