SELECT attname, attnum, format_type(atttypid, atttypmod)
    || coalesce((SELECT ' COLLATE ' || l.oid FROM pg_collation l WHERE l.oid = attcollation AND NOT l.collisdeterministic), ''),
    attnotnull, atthasdef FROM pg_attribute
WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
