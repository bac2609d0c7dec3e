SELECT set_config('lock_timeout', ?, true), set_config('TimeZone', 'UTC', true);
SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl ' || ?, 0));
