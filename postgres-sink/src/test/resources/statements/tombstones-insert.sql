INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version)
SELECT ?, ?, s.k0::text, s.v
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v) AS s
WHERE s.v IS NOT NULL AND NOT EXISTS (SELECT FROM "salesforce"."Account" t WHERE t."Id" = s.k0)
ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version, deleted_at = excluded.deleted_at
  WHERE d.version < excluded.version;
