SELECT c."_sync_key"::text
FROM "salesforce"."Account" c
WHERE c."_sync_key" = ANY (?::text[]::bigint[]) AND c."Parent__Tandem_Key__c" IS NOT NULL AND c."ParentId" IS NULL AND c."Id" IS NULL
    AND ((c._sync_pending -> '*' ->> 't')::bigint > date_part('epoch', clock_timestamp()) * 1000000 - ?);
