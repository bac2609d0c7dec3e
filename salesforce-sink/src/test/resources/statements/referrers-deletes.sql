SELECT row_key FROM tandem.tombstones
WHERE table_schema = ? AND table_name = ? AND row_key = ANY (?) AND _sync_pending ?? '*';
