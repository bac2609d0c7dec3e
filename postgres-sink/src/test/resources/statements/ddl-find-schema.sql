SELECT FROM pg_namespace WHERE nspname = ?;
