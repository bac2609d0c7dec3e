INSERT INTO tandem.write_log (table_schema, table_name, row_key, record_id, request, operation, fields, state, message, new_values,
    old_values)
SELECT ?, ?, l.key, l.id, l.request::bigint, l.operation, l.fields::text[], l.state, l.message, l.new::jsonb, l.old::jsonb
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) AS l(key, id, request, operation, fields, state, message, new, old);
