SELECT key FROM tandem.tombstones
WHERE table_schema = ? AND table_name = ? AND _sync_pending IS NOT NULL AND _sync_pending ?? '*';
