SELECT n.nspname, c.relname
FROM (SELECT ?::text AS schema_name, ?::text AS name) known
CROSS JOIN LATERAL (SELECT to_regclass(format('%I.%I', known.schema_name, known.name)) AS oid
    UNION SELECT tandem.tables_with_triggers(known.schema_name, known.name)) found
JOIN pg_class c ON c.oid = found.oid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE ARRAY['_sync_pending', '_sync_request', '_sync_state']
    <@ ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped);
