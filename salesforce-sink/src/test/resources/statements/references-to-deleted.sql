SELECT c."Id"::text
FROM "salesforce"."Account" AS c
WHERE c."ParentId" = ANY (?::text[]) AND c."Id" IS NOT NULL;
