INSERT INTO "salesforce"."Account" ("Id", "Employees", "Employees_text", "_sync_version")
SELECT s.k0,
    s.c2::integer,
    s.c2_1,
    s.v
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::bigint[]) AS c2,
    unnest(?::text[]) AS c2_1) AS s
WHERE NOT EXISTS (SELECT FROM "salesforce"."Account" t WHERE t."Id" = s.k0);
