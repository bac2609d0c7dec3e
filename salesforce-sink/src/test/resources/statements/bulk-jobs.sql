SELECT id, request, operation FROM tandem.bulk_jobs
WHERE table_schema = ? AND table_name = ? ORDER BY created_at, id;
