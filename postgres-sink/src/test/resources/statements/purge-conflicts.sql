DELETE FROM tandem.conflicts AS t WHERE ctid = ANY(ARRAY(SELECT ctid FROM tandem.conflicts AS t
    WHERE logged_at < now() - ? * interval '1 second' LIMIT 10000 FOR UPDATE SKIP LOCKED));
