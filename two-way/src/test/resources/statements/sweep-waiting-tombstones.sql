SELECT coalesce(p.row_key, p.key), p.key
FROM tandem.tombstones AS p
WHERE p.table_schema = ? AND p.table_name = ? AND (p._sync_pending IS NOT NULL OR p._sync_request IS NOT NULL) AND p.key > ? AND p._sync_pending IS NOT NULL AND p._sync_request ->> 'id' IS NULL AND p._sync_state IS DISTINCT FROM 'failed'
ORDER BY p.key
LIMIT ?;
