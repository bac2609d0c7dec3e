SELECT t.options::text, t.sql_version FROM tandem.two_way_tables t
JOIN pg_class c ON c.relname = t.table_name JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = t.table_schema
WHERE c.oid = ?::regclass;
