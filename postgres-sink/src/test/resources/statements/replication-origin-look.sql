SELECT current_database(),
    current_setting('server_version_num')::integer >= 160000
        AND coalesce(current_setting('effective_wal_level', true), current_setting('wal_level')) = 'logical',
    (SELECT string_agg(DISTINCT p.proname, ', ') FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND NOT has_function_privilege(p.oid, 'EXECUTE')
            AND p.proname IN ('pg_replication_origin_create', 'pg_replication_origin_session_setup',
                'pg_replication_origin_session_reset')),
    quote_ident(current_user);
