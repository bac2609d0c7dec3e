SELECT set_config('lock_timeout', '10s', true),
    set_config('idle_in_transaction_session_timeout', '60s', true), set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true);
