SAVEPOINT tandem_origin;
SELECT pg_replication_origin_session_setup(?), set_config('tandem.inner_edits', '', true);
