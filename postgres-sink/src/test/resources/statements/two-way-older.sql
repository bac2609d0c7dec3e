SELECT t."sfid"::text
FROM "salesforce"."Account" AS t
WHERE (t._sync_version < ?) IS NOT FALSE AND t."sfid" IS NOT NULL
ORDER BY 1;
