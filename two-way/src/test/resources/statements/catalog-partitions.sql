SELECT n.nspname, c.relname FROM pg_partition_tree(?::regclass) p
JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE p.isleaf AND p.level > 0 ORDER BY 1, 2;
