DELETE FROM tandem.signals WHERE id IN (
    SELECT s.id FROM tandem.signals AS s
    WHERE position(? IN s.data) = 0
        OR EXISTS (SELECT FROM unnest(?::text[]) AS t(name) WHERE position(t.name IN s.data) > 0)
    LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING id, type, data;
