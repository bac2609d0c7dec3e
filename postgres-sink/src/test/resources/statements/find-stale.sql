SELECT s.i
FROM (SELECT generate_series(0, 0) AS i, unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v) AS s
JOIN "salesforce"."Account" t ON t."Id" = s.k0
WHERE (s.v > t."_sync_version") IS FALSE;
