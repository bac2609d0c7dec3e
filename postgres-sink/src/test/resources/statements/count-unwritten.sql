SELECT count(*)
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v) AS s
WHERE NOT EXISTS (SELECT FROM "salesforce"."Account" t WHERE t."Id" = s.k0 AND t."_sync_version" >= s.v);
