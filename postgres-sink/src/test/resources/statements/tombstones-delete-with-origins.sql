DELETE FROM tandem.tombstones d
USING (SELECT generate_series(0, 0) AS i, ?::text AS table_schema, ?::text AS table_name, unnest(?::text[]) AS k0) AS s
WHERE d.table_schema = s.table_schema AND d.table_name = s.table_name AND d.key = s.k0::text;
