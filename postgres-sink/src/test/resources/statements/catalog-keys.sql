SELECT array_agg(a.attname::text ORDER BY k.ordinal)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
    AND NOT i.indisexclusion AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (
        SELECT FROM unnest(i.indkey::int2[], i.indcollation::oid[]) u (attnum, collated)
        JOIN pg_attribute x ON x.attrelid = c.oid AND x.attnum = u.attnum AND x.attcollation <> u.collated
        JOIN pg_collation o ON o.oid IN (u.collated, x.attcollation) AND NOT o.collisdeterministic)
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, ordinal)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.ordinal <= i.indnkeyatts
WHERE n.nspname = ? AND c.relname = ?
GROUP BY i.indexrelid, i.indisprimary
ORDER BY i.indisprimary DESC, i.indexrelid;
