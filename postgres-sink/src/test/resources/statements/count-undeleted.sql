SELECT count(*)
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v) AS s
JOIN "salesforce"."Account" t ON t."Id" = s.k0
  AND (s.v > t."_sync_version") IS NOT FALSE;
