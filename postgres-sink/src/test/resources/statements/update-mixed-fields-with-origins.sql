UPDATE "salesforce"."Account" AS t
SET "Name" = CASE WHEN s.m0 & '1'::bigint <> 0 THEN s.c0 ELSE t."Name" END,
    "City" = CASE WHEN s.m0 & '2'::bigint <> 0 THEN s.c1 ELSE t."City" END,
    "Employees" = CASE WHEN s.m0 & '4'::bigint <> 0 THEN s.c2::integer ELSE t."Employees" END,
    "_sync_version" = s.v,
    "_sync_origin" = s.o,
    "_sync_fields" = s.f::jsonb
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS o,
    unnest(?::text[]) AS f,
    unnest(?::bigint[]) AS m0,
    unnest(?::text[]) AS c0,
    unnest(?::text[]) AS c1,
    unnest(?::bigint[]) AS c2) AS s
WHERE t."Id" = s.k0
  AND (s.v >= t."_sync_version") IS NOT FALSE;
