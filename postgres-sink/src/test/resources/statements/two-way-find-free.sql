SELECT t."sfid"::text
FROM "salesforce"."Account" AS t
WHERE t."sfid" = ANY (?)
FOR UPDATE SKIP LOCKED;
