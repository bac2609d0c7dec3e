SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0));
