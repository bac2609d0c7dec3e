UPDATE "salesforce"."Account" AS t
SET "City" = s.c1
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS c1) AS s
WHERE t."Id" = s.k0
  AND (t.xmin <> (SELECT pg_current_xact_id()::xid));
