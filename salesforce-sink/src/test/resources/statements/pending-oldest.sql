SELECT table_schema, table_name,
    (1000 * extract(epoch FROM clock_timestamp() - min(since) FILTER (WHERE state <> 'failed')))::bigint,
    count(DISTINCT key) FILTER (WHERE state = 'failed')
FROM tandem.pending GROUP BY table_schema, table_name;
