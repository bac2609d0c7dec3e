INSERT INTO tandem.write_log (table_schema, table_name, row_key, request, operation, fields, state, message)
VALUES (?, ?, ?, 0, 'all', '{}', ?, ?);
