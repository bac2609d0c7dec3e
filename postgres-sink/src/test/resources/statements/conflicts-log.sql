INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,
    remote_time, local_version, remote_version, local_origin, remote_origin, topic, kafka_partition, kafka_offset)
SELECT ?, ?, CASE WHEN octet_length(s.k0::text) <= 2000 THEN s.k0::text ELSE 'sha256:' || encode(sha256(convert_to(s.k0::text, 'UTF8')), 'hex') END, f.field, s.type, s.resolution, f.local, f.remote, s.remote_time,
    s.local_version, s.v, s.local_origin, s.o, s.topic, s.kafka_partition, s.kafka_offset
FROM (SELECT unnest(?::text[]) AS k0,
    unnest(?::bigint[]) AS v,
    unnest(?::text[]) AS o,
    unnest(?::text[]) AS f,
    unnest(?::bigint[]) AS m0,
    unnest(?::text[]) AS c0,
    unnest(?::text[]) AS c1,
    unnest(?::bigint[]) AS c2,
    unnest(?::text[]) AS type,
    unnest(?::text[]) AS resolution,
    unnest(?::text[]) AS local_origin,
    unnest(?::text[]) AS topic) AS s
LEFT JOIN "salesforce"."Account" t ON t."Id" = s.k0
CROSS JOIN LATERAL (VALUES ('*', CASE WHEN s.whole THEN to_jsonb(t.*) END, NULL::jsonb, s.whole),
    ('Name', to_jsonb(t."Name"), to_jsonb(s.c0), CASE WHEN s.m0 & '1'::bigint <> 0 THEN true ELSE false END),
    ('City', to_jsonb(t."City"), to_jsonb(s.c1), CASE WHEN s.m0 & '2'::bigint <> 0 THEN true ELSE false END),
    ('Employees', to_jsonb(t."Employees"), to_jsonb(CAST(s.c2 AS integer)), CASE WHEN s.m0 & '4'::bigint <> 0 THEN true ELSE false END)) f(field, local, remote, concerned)
WHERE f.concerned AND (s.whole OR s.type = 'update_deleted' OR f.local IS DISTINCT FROM f.remote)
ON CONFLICT DO NOTHING;
