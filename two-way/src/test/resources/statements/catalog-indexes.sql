WITH target AS (SELECT ?::regclass AS relid),
tables AS (SELECT relid FROM target UNION SELECT p.relid FROM target, pg_partition_tree(target.relid) p)
SELECT n.nspname, t.relname, c.relname,
    ARRAY(SELECT a.attname::text FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k(number, position)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE k.position <= i.indnkeyatts ORDER BY k.position),
    (SELECT o.conname FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u')),
    i.indisprimary, i.indisunique AND NOT i.indisexclusion,
    i.indpred IS NULL AND i.indexprs IS NULL AND i.indimmediate, i.indisvalid
FROM tables p
JOIN pg_index i ON i.indrelid = p.relid JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = p.relid JOIN pg_namespace n ON n.oid = t.relnamespace
ORDER BY i.indexrelid;
