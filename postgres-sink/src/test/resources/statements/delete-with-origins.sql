DELETE FROM "salesforce"."Account" t
USING (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS o) AS s
WHERE t."Id" = s.k0
  AND (s.v >= t."_sync_version") IS NOT FALSE;
