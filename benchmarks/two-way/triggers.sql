-- Prints what the triggers of two-way tables cost each row, in µs, as the median of seven interleaved rounds.
--
--   psql -X -q -f benchmarks/two-way/triggers.sql 'postgresql://postgres@localhost/scratch'
--
-- Works in a schema of its own, which it drops. Installs schema tandem.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
\ir ../../two-way/src/main/resources/dev/tandem/twoway/schema/two-way.sql
DROP SCHEMA IF EXISTS trigger_cost CASCADE;
CREATE SCHEMA trigger_cost;
SET search_path = trigger_cost;

CREATE TABLE plain (
    id bigint PRIMARY KEY, sfid varchar(18) UNIQUE, c1 text, c2 text, c3 text, c4 text, c5 text, c6 text, c7 text, c8 text,
    c9 double precision, c10 double precision, c11 boolean, c12 date, c13 timestamptz, c14 timestamptz, c15 text, c16 text, c17 text,
    c18 text, _sync_version bigint, _sync_pending jsonb, _sync_request jsonb, _sync_state text, _sync_error text)
    WITH (fillfactor = 40, autovacuum_enabled = off);
INSERT INTO plain
SELECT i, 'x' || i, 'text one ' || i, 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', i / 3.0, 2.5, true, '2026-01-01', now(),
    now(), 'a', 'b', 'c', 'd' FROM generate_series(1, 20000) i;
CREATE TABLE two_way (LIKE plain INCLUDING ALL) WITH (fillfactor = 40, autovacuum_enabled = off);
INSERT INTO two_way SELECT * FROM plain;
SELECT tandem.create_two_way_triggers('two_way', (
    SELECT jsonb_build_object('key', jsonb_build_array('id'), 'id', 'sfid', 'inserts', 'accept', 'columns', jsonb_object_agg('c' || i, '{}'::jsonb))
    FROM generate_series(1, 18) i)) \g /dev/null

CREATE TABLE costs (work text, target text, micros double precision);
CREATE PROCEDURE rounds() LANGUAGE plpgsql AS $$
DECLARE
    target text;
    started timestamptz;
    work record;
    micros double precision;
    touched bigint;
BEGIN
    FOR round IN 1..7 LOOP
        FOR work IN SELECT * FROM (VALUES
            ('user updates 1 column', 'off', 'UPDATE @ SET c1 = c1 || ''.'''),
            ('user updates 5 columns', 'off', 'UPDATE @ SET c1 = c1 || ''.'', c2 = c2 || ''.'', c9 = c9 + 1, c13 = clock_timestamp(), c15 = c15 || ''.'''),
            ('user updates nothing', 'off', 'UPDATE @ SET c1 = c1'),
            ('user inserts', 'off', 'INSERT INTO @ (id, c1, c2, c9, c11) SELECT i, ''one'', ''two'', 3.5, true FROM generate_series(100001, 120000) i'),
            ('sink updates 1 column', 'on', 'UPDATE @ SET c1 = c1 || ''.''')) AS w(name, sink, statement)
        LOOP
            FOREACH target IN ARRAY ARRAY['plain', 'two_way'] LOOP
                PERFORM set_config('tandem.applying', work.sink, true);
                started := clock_timestamp();
                EXECUTE replace(work.statement, '@', target);
                GET DIAGNOSTICS touched = ROW_COUNT;
                micros := extract(epoch FROM clock_timestamp() - started) * 1000000 / touched;
                ROLLBACK;
                INSERT INTO costs VALUES (work.name, target, micros);
                COMMIT;
            END LOOP;
        END LOOP;
    END LOOP;
END
$$;
CALL rounds();

SELECT work, round(plain::numeric, 1) AS plain, round(two_way::numeric, 1) AS two_way, round((two_way - plain)::numeric, 1) AS cost
FROM (
    SELECT work, percentile_cont(0.5) WITHIN GROUP (ORDER BY micros) FILTER (WHERE target = 'plain') AS plain,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY micros) FILTER (WHERE target = 'two_way') AS two_way
    FROM costs GROUP BY work) AS c
ORDER BY work;
SELECT tandem.drop_two_way_triggers('two_way') \g /dev/null
DROP SCHEMA trigger_cost CASCADE;
