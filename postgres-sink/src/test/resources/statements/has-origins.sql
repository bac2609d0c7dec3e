SELECT EXISTS (
    SELECT FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ? AND c.relname = ? AND a.attname = '_sync_origin' AND NOT a.attisdropped);
