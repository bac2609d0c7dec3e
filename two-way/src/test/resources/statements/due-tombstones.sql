SELECT coalesce(p.row_key, p.key), p.key
FROM tandem.tombstones AS p
WHERE p.table_schema = ? AND p.table_name = ? AND (p._sync_pending IS NOT NULL OR p._sync_request IS NOT NULL) AND p.key > ? AND (p._sync_request ->> 'id' IS NULL AND (p._sync_request #>> '{awaited,id}')::bigint + 259200000000 < 1800000000000000
OR p._sync_request ->> 'id' IS NOT NULL
AND coalesce((p._sync_request ->> 'answered')::bigint + 30000000,
    CASE WHEN (p._sync_request ->> 'id')::bigint < 0 AND p._sync_request ->> 'settling' IS NULL
            AND ((p._sync_request ->> 'guarded')::boolean OR p._sync_request ->> 'kind' <> 'update')
        THEN (p._sync_request ->> 'id')::bigint ELSE (p._sync_request ->> 'deadline')::bigint END)
    + CASE WHEN p._sync_request ->> 'settling' IN ('read_asked', 'read_asked_again') AND p.key IS DISTINCT FROM 'row:' || p.row_key
        THEN 120000000 ELSE 0 END < 1800000000000000
AND (p._sync_request ->> 'answered' IS NOT NULL
    OR (p._sync_request ->> 'id')::bigint NOT IN (SELECT j.request FROM tandem.bulk_jobs AS j)))
ORDER BY p.key
LIMIT ?;
