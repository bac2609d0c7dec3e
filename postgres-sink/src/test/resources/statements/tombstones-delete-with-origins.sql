DELETE FROM tandem.tombstones d
USING (SELECT generate_series(0, 0) AS i, ?::text AS table_schema, ?::text AS table_name, unnest(?::text[]) AS k0) AS s
WHERE d.table_schema = s.table_schema AND d.table_name = s.table_name AND d.key = CASE WHEN octet_length(s.k0::text) <= 2000 THEN s.k0::text ELSE 'sha256:' || encode(sha256(convert_to(s.k0::text, 'UTF8')), 'hex') END;
