SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT set_config('quote_all_identifiers', 'off', true), set_config('lock_timeout', '1000ms', true);
