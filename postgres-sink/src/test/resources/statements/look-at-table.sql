SELECT (SELECT sum(hashtextextended(concat_ws(' ', a.xmin, a.attname, a.atttypid, a.atttypmod, a.attgenerated, a.attidentity,
    CASE WHEN c.relhasrules
        THEN (SELECT sum(w.oid::bigint) FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type <> '1') END,
    c.relrowsecurity AND row_security_active(c.oid), c.relpersistence, c.relhassubclass, u.keys, u.triggers), 0))::text
    FROM pg_class c
    CROSS JOIN LATERAL (SELECT sum(i.indexrelid::bigint) AS keys,
        CASE WHEN c.relhastriggers OR c.relkind = 'p'
            THEN (SELECT sum(hashtextextended(concat_ws(' ', g.oid, g.xmin), 0))
                FROM (SELECT c.oid AS relid UNION SELECT relid FROM pg_partition_tree(c.oid)) p
                JOIN pg_trigger g ON g.tgrelid = p.relid
                WHERE NOT g.tgisinternal) END AS triggers
    FROM pg_index i
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate) u
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.oid = ?::regclass),
    EXISTS (SELECT FROM tandem.tombstones WHERE table_schema = ? AND table_name = ?), d.version
FROM (VALUES (?, ?)) AS s (table_schema, table_name)
LEFT JOIN "salesforce"."Account" AS t ON false
LEFT JOIN tandem.tombstones d ON d.table_schema = s.table_schema AND d.table_name = '' AND d.key = s.table_name;
