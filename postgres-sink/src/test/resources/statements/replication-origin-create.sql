SELECT pg_replication_origin_create(n.name)
FROM (SELECT ?::text AS name) n
WHERE NOT EXISTS (SELECT FROM pg_replication_origin o WHERE o.roname = n.name);
