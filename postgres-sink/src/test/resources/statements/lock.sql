SELECT s.i, t."_sync_version"
FROM (SELECT generate_series(0, 0) AS i, unnest(?::text[]) AS k0) AS s
JOIN "salesforce"."Account" t ON t."Id" = s.k0
FOR UPDATE OF t;
