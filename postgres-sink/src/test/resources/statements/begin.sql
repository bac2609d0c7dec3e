SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_material', 'off', true),
    set_config('lock_timeout', '10s', true),
    set_config('idle_in_transaction_session_timeout', '60s', true),
    set_config('tandem.applying', 'read_only', true),
    set_config('TimeZone', 'UTC', true), set_config('array_nulls', 'on', true),
    set_config('IntervalStyle', 'postgres', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true),
    set_config('xmloption', 'content', true),
    set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true);
SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(k) ELSE pg_advisory_xact_lock(k) END
FROM (SELECT hashtextextended('tandem ' || name, 0) AS k, shared
    FROM unnest(?::text[], ?::bool[]) AS l (name, shared) ORDER BY 1) s;
