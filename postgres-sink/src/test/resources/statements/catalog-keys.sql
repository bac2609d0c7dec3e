SELECT array_agg(a.attname::text ORDER BY k.ordinal)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
    AND i.indpred IS NULL AND i.indexprs IS NULL
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, ordinal)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.ordinal <= i.indnkeyatts
WHERE n.nspname = ? AND c.relname = ?
GROUP BY i.indexrelid, i.indisprimary
ORDER BY i.indisprimary DESC, i.indexrelid;
