INSERT INTO "salesforce"."Account" ("Id", "City", "_sync_version", "_sync_origin", "_sync_fields")
SELECT s.k0,
    s.c1,
    s.v,
    s.o,
    s.f::jsonb
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS o,
    unnest(?::text[]) AS f,
    unnest(?::text[]) AS c1) AS s
WHERE NOT EXISTS (SELECT FROM "salesforce"."Account" t WHERE t."Id" = s.k0);
