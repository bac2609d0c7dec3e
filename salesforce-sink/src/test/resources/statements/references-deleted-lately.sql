SELECT key, deleted_at FROM tandem.tombstones
WHERE table_schema = ? AND table_name = ? AND (deleted_at >= ? OR key = ANY (?))
    AND NOT coalesce(_sync_pending ?? '*', false);
