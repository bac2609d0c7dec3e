SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT set_config('lock_timeout', '2000ms', true), set_config('tandem.applying', 'on', true),
    set_config('client_min_messages', 'warning', true);
