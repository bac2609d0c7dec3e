SELECT (SELECT sum(hashtextextended(concat_ws(' ', a.attname, a.atttypid, a.atttypmod, a.atthasdef, a.attgenerated, a.attidentity,
    c.relhasrules AND EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.is_instead AND w.ev_type <> '1'),
    c.relrowsecurity AND row_security_active(c.oid), c.relpersistence, c.relhassubclass), 0))::text
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.oid = ?::regclass),
    EXISTS (SELECT FROM tandem.tombstones WHERE table_schema = ? AND table_name = ?), d.version
FROM (VALUES (?, ?)) AS s (table_schema, table_name)
LEFT JOIN "salesforce"."Account" AS t ON false
LEFT JOIN tandem.tombstones d ON d.table_schema = s.table_schema AND d.table_name = '' AND d.key = s.table_name;
