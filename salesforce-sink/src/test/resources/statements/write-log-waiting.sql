INSERT INTO tandem.write_log (table_schema, table_name, row_key, request, operation, fields, state, message)
SELECT ?, ?, t.key, 0, 'delete', '{}', 'blocked', ? FROM unnest(?::text[]) AS t(key);
