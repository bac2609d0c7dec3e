SELECT a.attname FROM pg_partition_tree(?::regclass) p
JOIN pg_partitioned_table t ON t.partrelid = p.relid
JOIN pg_attribute a ON a.attrelid = t.partrelid AND a.attnum = ANY (t.partattrs::smallint[])
GROUP BY 1 ORDER BY 1;
