SELECT s.id, pg_current_wal_insert_lsn() - '0/0'::pg_lsn FROM tandem.signals AS s
WHERE EXISTS (SELECT FROM unnest(?::text[]) AS t(name) WHERE position(t.name IN s.data) > 0);
