INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, row_key, version, row_values,
    _sync_pending, _sync_request, _sync_state, _sync_error)
VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?)
ON CONFLICT (table_schema, table_name, key) DO UPDATE SET row_key = excluded.row_key, version = excluded.version,
    row_values = excluded.row_values, _sync_pending = excluded._sync_pending, _sync_request = excluded._sync_request,
    _sync_state = excluded._sync_state, _sync_error = excluded._sync_error;
