SELECT s.i, t."_sync_version", t."_sync_origin", t."_sync_fields"::text
FROM (SELECT generate_series(0, 0) AS i, unnest(?::text[]) AS k0) AS s
JOIN "salesforce"."Account" t ON t."Id" = s.k0
FOR UPDATE OF t;
