SELECT coalesce(d.row_key, d.key), nullif(d.key, 'row:' || d.row_key), d.version, d.row_values::text, d._sync_pending::text,
    d._sync_request::text, d._sync_state, d._sync_error
FROM tandem.tombstones AS d
WHERE d.table_schema = ? AND d.table_name = ? AND (d.row_key = ANY (?::text[]) OR d.key = ANY (?::text[]))
ORDER BY d.key FOR UPDATE;
