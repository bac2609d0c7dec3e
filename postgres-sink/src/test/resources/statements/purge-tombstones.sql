DELETE FROM tandem.tombstones WHERE ctid = ANY(ARRAY(SELECT ctid FROM tandem.tombstones
    WHERE deleted_at < now() - ? * interval '1 second' LIMIT 10000 FOR UPDATE SKIP LOCKED));
