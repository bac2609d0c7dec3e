SELECT pg_advisory_unlock(hashtextextended('tandem.two-way ' || ?, 0));
