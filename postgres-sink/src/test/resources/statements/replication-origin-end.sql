SELECT pg_replication_origin_session_reset(), current_setting('tandem.inner_edits', true) = 'on';
RELEASE SAVEPOINT tandem_origin;
