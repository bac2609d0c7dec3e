WITH target AS (SELECT ?::regclass AS relid)
SELECT c.relname FROM target JOIN pg_class t ON t.oid = target.relid
JOIN pg_class c ON c.relnamespace = t.relnamespace AND c.relkind IN ('i', 'I', 'S')
WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = c.oid
    AND (i.indrelid = target.relid OR i.indrelid IN (SELECT p.relid FROM pg_partition_tree(target.relid) p)))
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.refobjid = target.relid AND c.relkind = 'S');
