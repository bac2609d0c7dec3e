UPDATE "salesforce"."Account" AS t
SET "Employees" = s.c2::integer,
    "Employees_text" = s.c2_1,
    "_sync_version" = s.v
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::bigint[]) AS c2,
    unnest(?::text[]) AS c2_1) AS s
WHERE t."Id" = s.k0
  AND (s.v > t."_sync_version") IS NOT FALSE;
