SELECT attname, attidentity <> '' OR atthasdef FROM pg_attribute
WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
