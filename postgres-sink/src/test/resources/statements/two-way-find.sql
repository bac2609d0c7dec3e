SELECT t."sfid"::text
FROM "salesforce"."Account" AS t
WHERE t."sfid" = ANY (?);
