SELECT (1000 * extract(epoch FROM clock_timestamp())
        - min(w.oldest) FILTER (WHERE p.state IS DISTINCT FROM 'failed') / 1000)::bigint,
    count(*) FILTER (WHERE p.state = 'failed')
FROM (SELECT r._sync_pending, r._sync_state FROM tandem.tombstones r
    WHERE r.table_schema = ? AND r.table_name = ? AND (r._sync_pending IS NOT NULL OR r._sync_request IS NOT NULL)
        AND (r._sync_pending IS NOT NULL OR r._sync_request ->> 'id' IS NOT NULL)
    UNION ALL SELECT r._sync_pending, r._sync_state FROM "salesforce"."Account" r
    WHERE (r._sync_pending IS NOT NULL OR r._sync_request IS NOT NULL)
        AND (r._sync_pending IS NOT NULL OR r._sync_request ->> 'id' IS NOT NULL)
) p (wishes, state)
CROSS JOIN LATERAL (
    SELECT min((e.value ->> 't')::double precision) AS oldest FROM jsonb_each(p.wishes) e) w;
