SELECT pg_try_advisory_lock(hashtextextended('tandem.two-way ' || ?, 0));
