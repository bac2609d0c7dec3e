INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, version)
VALUES (?, '', ?, ?)
ON CONFLICT (table_schema, table_name, key) DO UPDATE SET version = excluded.version, deleted_at = excluded.deleted_at
  WHERE d.version < excluded.version;
