SELECT count(*)
FROM (SELECT FROM "salesforce"."Account" WHERE sfid IS NOT NULL AND "_sync_version" IS NULL LIMIT 100000) s;
