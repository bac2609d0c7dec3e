SELECT o.conrelid::regclass::text || '.' || o.conname FROM pg_constraint o
JOIN pg_index i ON i.indexrelid = o.conindid AND i.indisprimary
WHERE o.confrelid = ?::regclass AND o.contype = 'f' AND o.conparentid = 0 ORDER BY 1;
