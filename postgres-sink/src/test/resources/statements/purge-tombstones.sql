DELETE FROM tandem.tombstones AS t WHERE ctid = ANY(ARRAY(SELECT ctid FROM tandem.tombstones AS t
    WHERE deleted_at < now() - ? * interval '1 second'
        AND to_jsonb(t) ->> '_sync_pending' IS NULL AND to_jsonb(t) ->> '_sync_request' IS NULL LIMIT 10000 FOR UPDATE SKIP LOCKED));
