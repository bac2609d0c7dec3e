INSERT INTO tandem.bulk_jobs (id, table_schema, table_name, request, operation) VALUES (?, ?, ?, ?, ?);
