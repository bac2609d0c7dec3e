SELECT a.attname, format_type(b.id, b.modifier) FROM pg_attribute a
CROSS JOIN LATERAL (
    WITH RECURSIVE types (id, modifier, depth) AS (
        SELECT a.atttypid, a.atttypmod, 0
        UNION ALL
        SELECT t.typbasetype, t.typtypmod, s.depth + 1
        FROM types s JOIN pg_type t ON t.oid = s.id AND t.typtype = 'd')
    SELECT s.id, s.modifier FROM types s ORDER BY s.depth DESC LIMIT 1) b
WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum;
