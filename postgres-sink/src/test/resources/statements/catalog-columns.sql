SELECT a.attname, format_type(b.type, NULL), format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.attgenerated <> '', a.attidentity = 'a',
       coalesce(pg_get_expr(d.adbin, d.adrelid),
           (SELECT pg_get_expr(t.typdefaultbin, 0) FROM pg_type t WHERE t.oid = a.atttypid AND t.typtype = 'd')),
       CASE WHEN c.relkind = 'r' AND c.relhassubclass THEN 'parent' ELSE c.relkind::text END,
       col_description(c.oid, a.attnum),
       format_type(b.element, b.modifier) || CASE WHEN b.is_array THEN '[]' ELSE '' END,
       CASE WHEN a.attcollation <> b.collation
            THEN quote_ident(l.nspname) || '.' || quote_ident(o.collname) ELSE '' END,
       coalesce(o.collisdeterministic, true),
       (SELECT array_agg(format_type(f.atttypid, f.atttypmod) ORDER BY f.attnum)
        FROM pg_class r JOIN pg_attribute f ON f.attrelid = r.oid AND f.attnum > 0 AND NOT f.attisdropped
        WHERE r.reltype = b.element),
       ARRAY(SELECT v.trait FROM (VALUES
           ('INSTEAD_RULES', EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.is_instead AND w.ev_type <> '1')),
           ('ALSO_RULES', EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND NOT w.is_instead AND w.ev_type = '3')),
           ('WRITE_RULES', EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type IN ('2', '3'))),
           ('INSERT_TRIGGERS', EXISTS (SELECT FROM (SELECT c.oid AS relid UNION ALL SELECT relid FROM pg_partition_tree(c.oid)) p
               JOIN pg_trigger g ON g.tgrelid = p.relid
               JOIN pg_proc f ON f.oid = g.tgfoid AND f.pronamespace IS DISTINCT FROM to_regnamespace('tandem')
               WHERE NOT g.tgisinternal AND g.tgenabled IN ('O', 'A') AND g.tgtype & 3 = 3 AND g.tgtype & 4 <> 0)),
           ('UPDATE_TRIGGERS', EXISTS (SELECT FROM (SELECT c.oid AS relid UNION ALL SELECT relid FROM pg_partition_tree(c.oid)) p
               JOIN pg_trigger g ON g.tgrelid = p.relid
               JOIN pg_proc f ON f.oid = g.tgfoid AND f.pronamespace IS DISTINCT FROM to_regnamespace('tandem')
               WHERE NOT g.tgisinternal AND g.tgenabled IN ('O', 'A') AND g.tgtype & 3 = 3 AND g.tgtype & 16 <> 0)),
           ('UNLOGGED', c.relpersistence = 'u'),
           ('ROW_SECURITY', row_security_active(c.oid))) v (trait, applies) WHERE v.applies),
       (sum(hashtextextended(concat_ws(' ', a.xmin, a.attname, a.atttypid, a.atttypmod, a.attgenerated, a.attidentity,
    CASE WHEN c.relhasrules
        THEN (SELECT sum(w.oid::bigint) FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type <> '1') END,
    c.relrowsecurity AND row_security_active(c.oid), c.relpersistence, c.relhassubclass, u.keys, u.triggers), 0)) OVER ())::text,
       EXISTS (
    WITH RECURSIVE parts (id, modifier, collated, in_range) AS (
        SELECT e.oid, -1, 0::oid, false FROM pg_type e
        WHERE e.oid = b.element
            AND (e.typtype = 'c' OR (e.typtype IN ('r', 'm') AND e.typnamespace <> 'pg_catalog'::regnamespace))
        UNION
        SELECT p.* FROM parts s
        CROSS JOIN LATERAL (
            SELECT f.atttypid, f.atttypmod, f.attcollation, s.in_range
            FROM pg_class r JOIN pg_attribute f ON f.attrelid = r.oid AND f.attnum > 0 AND NOT f.attisdropped
            WHERE r.reltype = s.id
            UNION ALL
            SELECT r.rngsubtype, -1, r.rngcollation, true FROM pg_range r WHERE s.id IN (r.rngtypid, r.rngmultitypid)
            UNION ALL
            SELECT CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
                CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE s.modifier END, s.collated, s.in_range
            FROM pg_type t
            WHERE t.oid = s.id AND (t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0))) p)
    SELECT FROM parts s
    JOIN pg_type t ON t.oid = s.id
    LEFT JOIN pg_collation o ON o.oid = s.collated
    HAVING bool_or(t.typname IN ('citext', 'interval', 'float4', 'float8') OR NOT o.collisdeterministic
            OR (t.typname = 'bpchar' AND s.modifier = -1) OR (t.typname IN ('numeric', 'jsonb') AND s.in_range))
        AND bool_and(t.typtype IN ('c', 'd', 'r', 'm') OR (t.typcategory = 'A' AND t.typelem <> 0) OR EXISTS (
            SELECT FROM pg_opclass h
            JOIN pg_am m ON m.oid = h.opcmethod AND m.amname = 'hash'
            JOIN pg_amproc f ON f.amprocfamily = h.opcfamily AND f.amproclefttype = h.opcintype AND f.amprocnum = 2
            WHERE h.opcdefault AND (h.opcintype = t.oid OR (t.typtype = 'e' AND h.opcintype = 'anyenum'::regtype)
                OR EXISTS (SELECT FROM pg_cast k
                    WHERE k.castsource = t.oid AND k.casttarget = h.opcintype AND k.castmethod = 'b')))))
FROM pg_class c
CROSS JOIN LATERAL (SELECT sum(i.indexrelid::bigint) AS keys,
        CASE WHEN c.relhastriggers OR c.relkind = 'p'
            THEN (SELECT sum(hashtextextended(concat_ws(' ', g.oid, g.xmin), 0))
                FROM (SELECT c.oid AS relid UNION SELECT relid FROM pg_partition_tree(c.oid)) p
                JOIN pg_trigger g ON g.tgrelid = p.relid
                WHERE NOT g.tgisinternal) END AS triggers
    FROM pg_index i
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate) u
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
CROSS JOIN LATERAL (
    WITH RECURSIVE types (id, modifier, is_array, depth) AS (
        SELECT a.atttypid, a.atttypmod, false, 0
        UNION ALL
        SELECT CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
               CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE s.modifier END,
               s.is_array OR t.typtype <> 'd', s.depth + 1
        FROM types s
        JOIN pg_type t ON t.oid = s.id AND (t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0)))
    SELECT (array_agg(s.id ORDER BY s.depth DESC) FILTER (WHERE NOT s.is_array))[1] AS type,
           (array_agg(s.id ORDER BY s.depth DESC))[1] AS element,
           (array_agg(s.modifier ORDER BY s.depth DESC))[1] AS modifier,
           bool_or(s.is_array) AS is_array,
           (array_agg(t.typcollation ORDER BY s.depth DESC))[1] AS collation
    FROM types s
    JOIN pg_type t ON t.oid = s.id) b
LEFT JOIN pg_collation o ON o.oid = a.attcollation
LEFT JOIN pg_namespace l ON l.oid = o.collnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c')
ORDER BY a.attnum;
