INSERT INTO "salesforce"."Account" ("Id", "Name", "City", "Employees", "_sync_version")
SELECT s.k0,
    s.c0,
    s.c1,
    s.c2::integer,
    s.v
FROM (SELECT 'salesforce'::text AS table_schema, 'Account'::text AS table_name, unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS c0,
    unnest(?::text[]) AS c1,
    unnest(?::bigint[]) AS c2) AS s
WHERE NOT EXISTS (SELECT FROM "salesforce"."Account" t WHERE t."Id" = s.k0)
  AND NOT EXISTS (SELECT FROM tandem.tombstones d WHERE d.table_schema = s.table_schema AND d.table_name = s.table_name AND d.key = CASE WHEN octet_length(s.k0::text) <= 2000 THEN s.k0::text ELSE 'sha256:' || encode(sha256(convert_to(s.k0::text, 'UTF8')), 'hex') END);
