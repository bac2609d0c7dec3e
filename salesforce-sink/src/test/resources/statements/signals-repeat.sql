WITH missed AS (DELETE FROM tandem.signals WHERE id = ANY (?) RETURNING type, data)
INSERT INTO tandem.signals (id, type, data) SELECT gen_random_uuid()::text, type, data FROM missed;
