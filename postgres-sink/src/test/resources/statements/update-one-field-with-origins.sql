UPDATE "salesforce"."Account" AS t
SET "City" = s.c1,
    "_sync_version" = s.v,
    "_sync_origin" = s.o,
    "_sync_fields" = s.f::jsonb
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS o,
    unnest(?::text[]) AS f,
    unnest(?::text[]) AS c1) AS s
WHERE t."Id" = s.k0
  AND (s.v >= t."_sync_version") IS NOT FALSE;
