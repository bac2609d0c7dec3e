INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version, origin)
SELECT ?, ?, CASE WHEN octet_length(s.k0::text) <= 2000 THEN s.k0::text ELSE 'sha256:' || encode(sha256(convert_to(s.k0::text, 'UTF8')), 'hex') END, s.v, s.o
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS o) AS s
WHERE s.v IS NOT NULL AND NOT EXISTS (SELECT FROM "salesforce"."Account" t WHERE t."Id" = s.k0)
ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version, deleted_at = excluded.deleted_at, origin = excluded.origin
  WHERE d.version <= excluded.version;
