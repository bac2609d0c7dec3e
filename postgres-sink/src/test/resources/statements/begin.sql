SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_material', 'off', true),
    set_config('lock_timeout', '10s', true),
    set_config('idle_in_transaction_session_timeout', '60s', true),
    set_config('tandem.applying', 'read_only', true),
    set_config('TimeZone', 'UTC', true),
    set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true);
SELECT pg_advisory_xact_lock(k)
FROM (SELECT hashtextextended('tandem ' || p, 0) AS k FROM unnest(?::text[]) p ORDER BY 1) s;
