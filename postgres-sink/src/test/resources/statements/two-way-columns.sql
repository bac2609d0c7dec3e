SELECT name
FROM tandem.two_way_tables t CROSS JOIN LATERAL jsonb_object_keys(t.options -> 'columns') AS name
WHERE t.table_schema = ? AND t.table_name = ?;
