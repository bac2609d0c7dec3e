INSERT INTO "salesforce"."Account" ("Id", "Name", "City", "Employees", "_sync_version")
SELECT s.k0,
    s.c0,
    s.c1,
    s.c2::integer,
    s.v
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS c0,
    unnest(?::text[]) AS c1,
    unnest(?::bigint[]) AS c2) AS s
WHERE NOT EXISTS (SELECT FROM "salesforce"."Account" t WHERE t."Id" = s.k0);
