-- Copyright 2026 the Tandem authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The part of two-way sync that lives inside Postgres. The sink runs this file when it finds an older version or none, after it has
-- created schema tandem and run tombstones.sql and conflicts.sql. You can also do all this yourself, in one transaction, and again at
-- any time.
--
-- A two-way table has five columns of Tandem's:
--   _sync_version  the version of the newest change from Salesforce
--   _sync_pending  the row's wishes: {"<column>": {"t": <µs since 1970>, "base": <last value known to be Salesforce's>}}
--                  A wish is a local edit that Salesforce has not confirmed. Column "*" stands for the row's existence.
--   _sync_request  the write to Salesforce that is under way: its id (a time in µs), kind, fields sent, answer and deadline. Member "awaited"
--                  is no request, but a write without guard that was settled before its change event came
--   _sync_state    null at rest, otherwise 'pending', 'sent', 'waiting' (for a change event of Salesforce's), or 'failed' (the row rests
--                  until it changes or is requeued)
--   _sync_error    Salesforce's message after a failed write
-- A deleted row lives on in tandem.tombstones until Salesforce has confirmed the delete.

-- Tables ------------------------------------------------------------------------------------------------------------------------

ALTER TABLE tandem.tombstones
    ADD COLUMN IF NOT EXISTS origin text,
    ADD COLUMN IF NOT EXISTS row_key text,
    ADD COLUMN IF NOT EXISTS row_values jsonb,
    ADD COLUMN IF NOT EXISTS _sync_pending jsonb,
    ADD COLUMN IF NOT EXISTS _sync_request jsonb,
    ADD COLUMN IF NOT EXISTS _sync_state text,
    ADD COLUMN IF NOT EXISTS _sync_error text;
CREATE INDEX IF NOT EXISTS tombstones_pending ON tandem.tombstones (table_schema, table_name, key)
    WHERE _sync_pending IS NOT NULL OR _sync_request IS NOT NULL;
CREATE INDEX IF NOT EXISTS tombstones_row_key ON tandem.tombstones (table_schema, table_name, row_key) WHERE row_key IS NOT NULL;

CREATE SEQUENCE IF NOT EXISTS tandem.conflict_ids;
ALTER TABLE tandem.conflicts ADD COLUMN IF NOT EXISTS id bigint;
ALTER TABLE tandem.conflicts ALTER COLUMN id SET DEFAULT nextval('tandem.conflict_ids');
CREATE INDEX IF NOT EXISTS conflicts_id ON tandem.conflicts (id);

-- Written for people; no rule reads it.
CREATE TABLE IF NOT EXISTS tandem.write_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    logged_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    table_schema text NOT NULL,
    table_name text NOT NULL,
    row_key text NOT NULL,
    record_id text,
    request bigint NOT NULL, -- the request's id
    operation text NOT NULL, -- create, update or delete
    fields text[] NOT NULL,
    state text NOT NULL, -- written, failed, requeued (after it had failed), retried (Salesforce was busy, or the record had changed), unanswered,
                         -- blocked (a constraint or trigger lets Tandem write nothing to the row, or its delete waits for a table that
                         -- has stopped), or stopped (the whole table, with row_key '*')
    message text);
ALTER TABLE tandem.write_log
    ADD COLUMN IF NOT EXISTS new_values jsonb, -- what was sent, by column
    ADD COLUMN IF NOT EXISTS old_values jsonb; -- Salesforce's values before, as far as they were known
CREATE INDEX IF NOT EXISTS write_log_row ON tandem.write_log (table_schema, table_name, row_key, id);
CREATE INDEX IF NOT EXISTS write_log_logged_at ON tandem.write_log (logged_at);

-- The Bulk API jobs under way. After a crash, the connector finds their results by it.
CREATE TABLE IF NOT EXISTS tandem.bulk_jobs (
    id text PRIMARY KEY, -- Salesforce's id of the job
    table_schema text NOT NULL,
    table_name text NOT NULL,
    request bigint NOT NULL, -- the id of the requests that the job carries
    operation text NOT NULL, -- create, update or delete
    created_at timestamptz NOT NULL DEFAULT now());

-- How far the clocks of orgs are ahead of this server's, for people: no rule reads it. Two edits that are closer together may be decided
-- for the wrong side.
CREATE TABLE IF NOT EXISTS tandem.clocks (
    org text PRIMARY KEY,
    measured_at timestamptz NOT NULL,
    salesforce_ahead_ms bigint NOT NULL, -- negative if Salesforce's clock is behind
    accuracy_ms bigint NOT NULL);

-- Debezium's format of signals: a row here asks the source for a re-read.
CREATE TABLE IF NOT EXISTS tandem.signals (
    id varchar(42) PRIMARY KEY,
    type varchar(32) NOT NULL,
    data text);

-- The tables that are two-way now, and how their triggers were created.
CREATE TABLE IF NOT EXISTS tandem.two_way_tables (
    table_schema text NOT NULL,
    table_name text NOT NULL,
    options jsonb NOT NULL,
    sql_version integer NOT NULL,
    PRIMARY KEY (table_schema, table_name));

-- The tables that were two-way, and that were switched back to read_only. The Salesforce sink leaves them alone.
CREATE TABLE IF NOT EXISTS tandem.read_only_tables (
    table_schema text NOT NULL,
    table_name text NOT NULL,
    PRIMARY KEY (table_schema, table_name));

-- Names -------------------------------------------------------------------------------------------------------------------------

-- SQL for the text of a row's key: that of its column, or of several a JSON array.
CREATE OR REPLACE FUNCTION tandem.key_sql(options jsonb, row_alias text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN count(*) = 1 THEN min(format('%s.%I::text', row_alias, name))
                ELSE 'jsonb_build_array(' || string_agg(format('%s.%I', row_alias, name), ', ' ORDER BY position) || ')::text' END
    FROM jsonb_array_elements_text(options -> 'key') WITH ORDINALITY AS k(name, position)
$$;

-- The same, from the JSON of OLD.
CREATE OR REPLACE FUNCTION tandem.key_sql(options jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN count(*) = 1 THEN min(format('to_jsonb(OLD) ->> %L', name))
                ELSE 'jsonb_build_array(' || string_agg(format('to_jsonb(OLD) -> %L', name), ', ' ORDER BY position) || ')::text' END
    FROM jsonb_array_elements_text(options -> 'key') WITH ORDINALITY AS k(name, position)
$$;

CREATE OR REPLACE FUNCTION tandem.function_name(schema_name text, table_name text, job text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format('tandem.%I', CASE WHEN octet_length(full_name) <= 63 THEN full_name ELSE 'two_way ' || job || ' ' || md5(full_name) END)
    FROM (SELECT format('%s %s.%s', job, schema_name, table_name) AS full_name) AS n
$$;

-- Returns the tables that have triggers of the two-way table of this name. After a rename, or a move to another schema, their name is another.
CREATE OR REPLACE FUNCTION tandem.tables_with_triggers(schema_name text, table_name text) RETURNS SETOF regclass
LANGUAGE sql STABLE AS $$
    SELECT g.tgrelid::regclass FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid AND p.pronamespace = 'tandem'::regnamespace
    WHERE g.tgname = '~tandem_update' AND g.tgparentid = 0
        AND format('tandem.%I', p.proname) = tandem.function_name(schema_name, table_name, 'update')
$$;

CREATE OR REPLACE FUNCTION tandem.two_way_table(target regclass) RETURNS tandem.two_way_tables
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_table tandem.two_way_tables;
BEGIN
    SELECT t.* INTO found_table FROM tandem.two_way_tables t
    JOIN pg_namespace n ON n.nspname = t.table_schema
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.table_name
    WHERE c.oid = target;
    IF NOT FOUND THEN
        SELECT t.* INTO found_table FROM tandem.two_way_tables t WHERE target IN (SELECT tandem.tables_with_triggers(t.table_schema, t.table_name));
    END IF;
    IF found_table IS NULL THEN
        RAISE EXCEPTION '% is not a two-way table.', target USING ERRCODE = '42809', HINT = 'tandem.two_way_tables lists them.';
    END IF;
    RETURN found_table;
END
$$;

-- SQL that says whether OLD and NEW differ in a column. Text compares byte by byte, whatever its collation; types without equality as text.
CREATE OR REPLACE FUNCTION tandem.differs_sql(name text, type oid, collation_id oid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT format(CASE
        WHEN type IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype)
            AND coalesce((SELECT collisdeterministic FROM pg_collation WHERE oid = collation_id), true) THEN 'NEW.%1$I IS DISTINCT FROM OLD.%1$I'
        WHEN collation_id <> 0 THEN 'NEW.%1$I::text COLLATE "C" IS DISTINCT FROM OLD.%1$I::text COLLATE "C"'
        WHEN EXISTS (SELECT FROM pg_opclass c JOIN pg_am m ON m.oid = c.opcmethod AND m.amname = 'btree'
                     WHERE c.opcdefault AND c.opcintype = type) THEN 'NEW.%1$I IS DISTINCT FROM OLD.%1$I'
        ELSE 'NEW.%1$I::text IS DISTINCT FROM OLD.%1$I::text' END, name)
$$;

-- Whether local writes to a column are refused or taken back: Salesforce does not let us write the field, or owns it.
CREATE OR REPLACE FUNCTION tandem.is_read_only(column_options jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((column_options ->> 'read_only')::boolean, false) OR coalesce(column_options ->> 'owner' = 'salesforce', false)
$$;

-- The columns of a two-way table that are fields of Salesforce and can be written there.
CREATE OR REPLACE FUNCTION tandem.writable_columns(target regclass, options jsonb)
RETURNS TABLE (name text, type regtype, differs text, options jsonb)
LANGUAGE sql STABLE AS $$
    SELECT a.attname::text, a.atttypid::regtype, tandem.differs_sql(a.attname, a.atttypid, a.attcollation), o.value
    FROM pg_attribute a JOIN jsonb_each(options -> 'columns') AS o(key, value) ON o.key = a.attname
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        AND NOT coalesce((o.value ->> 'read_only')::boolean, false)
        AND a.attname <> options ->> 'id' AND NOT options -> 'key' ? a.attname::text
    ORDER BY a.attnum
$$;

-- Triggers ----------------------------------------------------------------------------------------------------------------------

-- Refuses TRUNCATE: it would delete the object in Salesforce without a look at any row. A partition has a trigger of its own, with an argument,
-- and keeps it when it is detached.
CREATE OR REPLACE FUNCTION tandem.refuse_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_NARGS > 0 AND NOT (SELECT c.relispartition FROM pg_class c WHERE c.oid = TG_RELID) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'TRUNCATE of two-way table %.% would delete its records in Salesforce.', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = '0A000', HINT = 'Use DELETE, which Tandem writes to Salesforce row by row, or switch the table to read_only first.';
END
$$;

-- Refuses a Postgres sink that does not know yet that the table is two-way: its writes would overwrite local edits, or look like some.
CREATE OR REPLACE FUNCTION tandem.refuse_read_only_sink() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Table %.% is two-way, but the connector takes it for read_only.', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'TD001', HINT = 'Set the access of the table to read_write.';
END
$$;

-- Raises what the insert trigger noted. Only rows that were really inserted come here, so an upsert may name an existing record.
CREATE OR REPLACE FUNCTION tandem.refuse_insert() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', split_part(NEW._sync_error, E'\n', 1)
        USING ERRCODE = '23514', HINT = split_part(NEW._sync_error, E'\n', 2);
END
$$;

-- Wakes the write-back where no replication slot does. The trigger of a partition names its table in an argument. Postgres sends equal
-- notifications of a transaction once.
CREATE OR REPLACE FUNCTION tandem.notify_write() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tandem_wake_up', CASE WHEN TG_NARGS > 0 THEN TG_ARGV[0] ELSE TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME END);
    RETURN NULL;
END
$$;

-- Shows a row's state in Heroku Connect's columns, when the sink changes it.
CREATE OR REPLACE FUNCTION tandem.show_heroku_state() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW._hc_lastop := CASE WHEN NEW._sync_state IS NULL THEN 'SYNCED' WHEN NEW._sync_state = 'failed' THEN 'FAILED'
        WHEN NEW._sync_request ->> 'answered' IS NULL THEN 'PENDING'
        WHEN NEW._sync_request ->> 'kind' = 'create' THEN 'INSERTED' ELSE 'UPDATED' END;
    NEW._hc_err := NEW._sync_error;
    RETURN NEW;
END
$$;

-- SQL of the checks that validate.writes asks for. They see the row before Salesforce does, and trim text as it does. An insert only notes
-- its refusal, because an upsert may become an update.
CREATE OR REPLACE FUNCTION tandem.checks_sql(target regclass, options jsonb, is_update boolean) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(CASE WHEN is_update
        THEN format(E'    IF %s AND %s THEN\n        RAISE EXCEPTION %L USING ERRCODE = ''23514'', HINT = %L;\n    END IF;\n',
            c.differs, v.condition, replace(m.message, '%', '%%'), v.hint)
        ELSE format(E'    IF %s THEN\n        refusal := %L;\n    END IF;\n', v.condition, m.message || E'\n' || v.hint) END,
        '' ORDER BY c.name, v.condition), '')
    FROM tandem.writable_columns(target, options) c
    CROSS JOIN (SELECT E' \t\n\r\f\v' AS blanks) AS b
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN c.options ? 'length' THEN format('char_length(btrim(NEW.%I::text, %L)) > %s', c.name, blanks, (c.options ->> 'length')::integer) END,
            format('Salesforce takes at most %s characters.', c.options ->> 'length'), 'Write a shorter value.'),
        (CASE WHEN c.options ? 'values' THEN format('NEW.%I IS NOT NULL AND btrim(NEW.%I::text, %L) <> ALL (%L::text[])', c.name, c.name, blanks,
            ARRAY(SELECT jsonb_array_elements_text(c.options -> 'values'))) END,
            'the value is not in the restricted picklist.', 'Add the value to the picklist in Salesforce, or write one that is in it.'),
        (CASE WHEN (c.options ->> 'required')::boolean OR is_update AND (c.options ->> 'required_on_update')::boolean
            THEN format('coalesce(btrim(NEW.%I::text, %L), '''') = ''''', c.name, blanks) END,
            'Salesforce requires a value.', 'Write a value.')) AS v(condition, problem, hint)
    CROSS JOIN LATERAL (SELECT format('Column %s of two-way table %s: %s', c.name, target, v.problem) AS message) AS m
    WHERE v.condition IS NOT NULL AND NOT tandem.is_read_only(c.options)
$$;

-- SQL that sets t: the clock, but later than every wish on the row and than its request.
CREATE OR REPLACE FUNCTION tandem.time_sql(indent text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(E't := (date_part(''epoch'', clock_timestamp()) * 1000000)::bigint;\n'
        'IF OLD._sync_pending IS NOT NULL OR OLD._sync_request IS NOT NULL THEN\n'
        '    t := greatest(t, 1 + (OLD._sync_request ->> ''id'')::bigint,\n'
        '        1 + (SELECT max((w.value ->> ''t'')::bigint) FROM jsonb_each(OLD._sync_pending) w));\n'
        'END IF;\n', E'\n', E'\n' || indent)
$$;

-- SQL that notes an edit which another trigger makes. If that is a trigger of a row which the Postgres sink writes under a replication origin,
-- the way back would not see the edit, so the sink then writes the row without the origin.
CREATE OR REPLACE FUNCTION tandem.inner_edit_sql(indent text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format(E'%1$sIF pg_trigger_depth() > 1 THEN\n%1$s    PERFORM set_config(''tandem.inner_edits'', ''on'', true);\n%1$sEND IF;\n', indent)
$$;

-- SQL that keeps bases exact whatever the session's settings are, and SQL that restores these. As settings of the function, they would
-- cost every call of it.
DROP FUNCTION IF EXISTS tandem.settings_sql(regclass, jsonb); -- of version 13
CREATE OR REPLACE FUNCTION tandem.exact_sql(target regclass, options jsonb, OUT before text, OUT after text)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN count(*) = 0 THEN '' ELSE format(
            E'            IF %s THEN\n'
            '                digits := current_setting(''extra_float_digits'');\n'
            '                output := current_setting(''bytea_output'');\n'
            '                PERFORM set_config(''extra_float_digits'', ''1'', true), set_config(''bytea_output'', ''hex'', true);\n'
            '            END IF;\n', string_agg(rounds, ' OR ')) END,
        CASE WHEN count(*) = 0 THEN '' ELSE
            E'            IF digits IS NOT NULL THEN\n'
            '                PERFORM set_config(''extra_float_digits'', digits, true), set_config(''bytea_output'', output, true);\n'
            '            END IF;\n' END
    FROM (SELECT DISTINCT CASE WHEN type = 'bytea'::regtype THEN 'current_setting(''bytea_output'') <> ''hex'''
            ELSE 'current_setting(''extra_float_digits'')::integer < 1' END AS rounds
          FROM tandem.writable_columns(target, options)
          WHERE type IN ('real'::regtype, 'double precision'::regtype, 'bytea'::regtype)) AS c
$$;

-- SQL that joins the texts of these expressions by commas, without those that are null. One expression takes less time than a statement for
-- each column. A function takes no more than 100 arguments.
CREATE OR REPLACE FUNCTION tandem.joined_sql(expressions text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE count(*) WHEN 0 THEN ''''''
        WHEN 1 THEN min(p.joined)
        ELSE format('concat_ws('','', %s)', string_agg(format('nullif(%s, '''')', p.joined), ', ' ORDER BY p.part)) END
    FROM (SELECT (e.position - 1) / 50 AS part, format('concat_ws('','', %s)', string_agg(e.expression, ', ' ORDER BY e.position)) AS joined
          FROM unnest(expressions) WITH ORDINALITY AS e(expression, position) GROUP BY 1) AS p
$$;

-- SQL that keeps writers of the table away from Tandem's own columns. Most leave them alone, and one comparison is cheaper than assignments.
CREATE OR REPLACE FUNCTION tandem.own_columns_sql(is_heroku boolean) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format(E'    IF (%s) IS DISTINCT FROM (%s) THEN\n%s    END IF;\n', string_agg('NEW.' || name, ', '), string_agg('OLD.' || name, ', '),
        string_agg(format(E'        NEW.%1$s := OLD.%1$s;\n', name), ''))
    FROM unnest(ARRAY['_sync_version', '_sync_pending', '_sync_request', '_sync_state', '_sync_error']
        || CASE WHEN is_heroku THEN ARRAY['_hc_lastop', '_hc_err'] ELSE '{}' END) AS name
$$;

-- The columns of a two-way table that cannot be updated, with the reason. Those that Salesforce takes only when a record is created can be
-- updated until then.
CREATE OR REPLACE FUNCTION tandem.fixed_columns(target regclass, options jsonb)
RETURNS TABLE (name text, number smallint, differs text, is_key boolean, is_create_only boolean, message text)
LANGUAGE sql STABLE AS $$
    SELECT c.name, c.number, c.differs, c.is_key, c.is_create_only,
        format('Column %s of two-way table %s cannot be changed: %s.', c.name, target,
            CASE WHEN c.is_key THEN 'it is the key of the row'
                 WHEN c.name = options ->> 'id' THEN 'it is Salesforce''s id'
                 WHEN (options #>> ARRAY['columns', c.name, 'read_only'])::boolean THEN 'the field is read-only in Salesforce'
                 WHEN c.is_create_only THEN 'Salesforce takes the field only when a record is created'
                 ELSE 'Salesforce owns the field' END)
    FROM (SELECT a.attname::text AS name, a.attnum AS number, tandem.differs_sql(a.attname, a.atttypid, a.attcollation) AS differs,
                 options -> 'key' ? a.attname::text AND NOT coalesce(options -> 'partition_columns' ? a.attname::text, false) AS is_key,
                 coalesce((options #>> ARRAY['columns', a.attname::text, 'create_only'])::boolean, false)
                    AND NOT tandem.is_read_only(options #> ARRAY['columns', a.attname::text]) AS is_create_only
          FROM pg_attribute a
          WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            AND (options -> 'key' ? a.attname::text AND NOT coalesce(options -> 'partition_columns' ? a.attname::text, false)
                OR a.attname = options ->> 'id'
                OR (options #>> ARRAY['columns', a.attname::text, 'create_only'])::boolean
                OR tandem.is_read_only(options #> ARRAY['columns', a.attname::text]))) AS c
$$;

-- SQL for columns that cannot be updated: refuse an update of them, or take it back.
CREATE OR REPLACE FUNCTION tandem.read_only_sql(target regclass, options jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(format(CASE
        WHEN options ->> 'on_read_only_write' = 'revert' AND is_create_only
            THEN E'        IF OLD.%5$I IS NOT NULL THEN\n            NEW.%2$I := OLD.%2$I;\n        END IF;\n'
        WHEN options ->> 'on_read_only_write' = 'revert' AND NOT is_key THEN E'        NEW.%2$I := OLD.%2$I;\n'
        WHEN is_create_only
            THEN E'        IF OLD.%5$I IS NOT NULL AND %1$s THEN\n            RAISE EXCEPTION %3$L USING ERRCODE = ''428C9'', HINT = %4$L;\n        END IF;\n'
        ELSE E'        IF %1$s THEN\n            RAISE EXCEPTION %3$L USING ERRCODE = ''428C9'', HINT = %4$L;\n        END IF;\n' END,
        differs, name, replace(message, '%', '%%'), 'Leave the column out of the statement.', options ->> 'id'), '' ORDER BY number), '')
    FROM tandem.fixed_columns(target, options)
$$;

-- The conditions under which a function does not fit its table any more, because a column was renamed or dropped, or got another type. The
-- generated code then fails, and the same is done in another way, until the Salesforce sink creates the functions again. Neither needs
-- a right to schema tandem. What moves rows between partitions has no other way.
CREATE OR REPLACE FUNCTION tandem.altered_sql() RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT 'undefined_column OR datatype_mismatch OR undefined_function' $$;

-- SQL that refuses a write if the table, whose row is given as jsonb, has lost the columns that tie its rows to records. Without the id, a row
-- would pass for one that Salesforce does not have.
CREATE OR REPLACE FUNCTION tandem.identity_sql(target regclass, options jsonb, image text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT format(E'        IF NOT %s ?& %L::text[] THEN\n            RAISE EXCEPTION %L USING ERRCODE = ''42703'', HINT = %L;\n        END IF;\n',
        image, k.columns, replace(format('Two-way table %s lacks a column of its key, or its id: %s.', target,
            array_to_string(k.columns, ', ')), '%', '%%'), 'Give the column its name back.')
    FROM (SELECT ARRAY(SELECT jsonb_array_elements_text(options -> 'key')) || (options ->> 'id') AS columns) AS k
$$;

-- SQL that refuses the first edit of a row without Salesforce's id, if the table takes no local inserts.
CREATE OR REPLACE FUNCTION tandem.refused_row_sql(target regclass, options jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN options ->> 'inserts' = 'accept' THEN ''
        ELSE format(E'            RAISE EXCEPTION %L USING ERRCODE = ''23514'', HINT = %L;\n',
            replace(format('A row of two-way table %s without an id of Salesforce''s cannot be written:'
                ' its object has no external id field, so a repeated write could create a record twice.', target), '%', '%%'),
            'Add a text field with "External ID" and "Unique" to the object in Salesforce, and configure it as external id.') END
$$;

-- SQL that notes an update of a table that was altered since the function was created.
CREATE OR REPLACE FUNCTION tandem.altered_update_sql(target regclass, options jsonb) RETURNS text
LANGUAGE sql STABLE AS $body$
    SELECT format($sql$%8$s        was := to_jsonb(OLD);
        is_now := to_jsonb(NEW);
%7$s        FOR fixed IN SELECT * FROM jsonb_to_recordset(%1$L) AS c(name text, message text, is_key boolean, is_create_only boolean) LOOP
            CONTINUE WHEN was -> fixed.name IS NOT DISTINCT FROM is_now -> fixed.name
                OR fixed.is_create_only AND was ->> %2$L IS NULL;
            IF %3$L = 'revert' AND NOT fixed.is_key THEN
                NEW := jsonb_populate_record(NEW, jsonb_build_object(fixed.name, was -> fixed.name));
            ELSE
                RAISE EXCEPTION '%%', fixed.message USING ERRCODE = '428C9', HINT = 'Leave the column out of the statement.';
            END IF;
        END LOOP;
        is_now := to_jsonb(NEW);
        %4$s        head := ':{"t":' || t || ',"base":';
        SELECT coalesce(string_agg(to_json(c)::text || head || coalesce(OLD._sync_pending -> c -> 'base', was -> c)::text || '}', ','), '') INTO added
        FROM unnest(%5$L::text[]) c WHERE was -> c IS DISTINCT FROM is_now -> c;
        IF added <> '' AND was ->> %2$L IS NULL AND OLD._sync_request IS NULL AND NOT coalesce(OLD._sync_pending ? '*', false) THEN
            OLD._sync_pending := NULL;
            SELECT '"*"' || head || 'false}' || coalesce(string_agg(',' || to_json(c)::text || head || 'null}', ''), '') INTO added
            FROM unnest(%5$L::text[]) c WHERE is_now ->> c IS NOT NULL;
%6$s        END IF;
%9$s$sql$, coalesce((SELECT jsonb_agg(jsonb_build_object('name', f.name, 'message', f.message, 'is_key', f.is_key,
            'is_create_only', f.is_create_only) ORDER BY f.number) FROM tandem.fixed_columns(target, options) f), '[]'),
        options ->> 'id', options ->> 'on_read_only_write', tandem.time_sql('        '),
        ARRAY(SELECT c.name FROM tandem.writable_columns(target, options) c WHERE NOT tandem.is_read_only(c.options)),
        tandem.refused_row_sql(target, options), tandem.identity_sql(target, options, 'was'), e.before, e.after)
    FROM tandem.exact_sql(target, options) e
$body$;

-- Creates the function that turns updates into wishes.
CREATE OR REPLACE FUNCTION tandem.create_update_function(target regclass, options jsonb, is_heroku boolean, name text) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    changed text;
    wishes text;
    all_wishes text;
    create_sql text;
    moves text := '';
BEGIN
    SELECT string_agg(differs, E'\n        OR ' ORDER BY c.name),
        tandem.joined_sql(coalesce(array_agg(format($sql$
            CASE WHEN %s THEN %L || head || coalesce((OLD._sync_pending -> %L -> 'base')::text, to_json(OLD.%I)::text, 'null') || '}' END$sql$,
            c.differs, to_json(c.name), c.name, c.name) ORDER BY c.name), '{}')),
        tandem.joined_sql('{added}' || coalesce(array_agg(format($sql$
                CASE WHEN NEW.%I IS NOT NULL THEN %L || head || 'null}' END$sql$, c.name, to_json(c.name)) ORDER BY c.name), '{}'))
    INTO changed, wishes, all_wishes
    FROM tandem.writable_columns(target, options) c WHERE NOT tandem.is_read_only(c.options);
    -- A row without an id that no one has noted was there before the triggers were. Its first edit is its insert.
    create_sql := format($sql$            IF OLD.%I IS NULL AND OLD._sync_request IS NULL AND NOT coalesce(OLD._sync_pending ? '*', false) THEN
%s            END IF;
$sql$, options ->> 'id', CASE WHEN options ->> 'inserts' = 'accept'
        THEN format(E'                OLD._sync_pending := NULL;\n                added := \'"*"\' || head || \'false}\';\n                added := %s;\n',
            all_wishes)
        ELSE tandem.refused_row_sql(target, options) END);
    IF options ? 'partition_columns' THEN
        -- A row that leaves its partition is deleted there and inserted elsewhere. Those two triggers must know that it only moves.
        SELECT format($sql$    IF %s THEN
        EXECUTE 'SELECT ' || coalesce(pg_get_partition_constraintdef(TG_RELID), 'true') || ' FROM (SELECT ($1).*) AS r' INTO stays USING NEW;
        PERFORM set_config('tandem.moving_from', CASE WHEN stays THEN '' ELSE %s END, true);
        PERFORM set_config('tandem.moving_to', CASE WHEN stays THEN '' ELSE %s END, true);
    END IF;
$sql$, string_agg(tandem.differs_sql(a.attname, a.atttypid, a.attcollation), ' OR '), tandem.key_sql(options, 'OLD'),
            tandem.key_sql(options, 'NEW'))
        INTO moves
        FROM pg_attribute a WHERE a.attrelid = target AND options -> 'partition_columns' ? a.attname::text;
    END IF;
    EXECUTE format($sql$CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $trigger$
DECLARE
    t bigint;
    head text;
    added text := ''; -- text that is parsed once takes less time than operators on jsonb
    digits text;
    output text;
    stays boolean;
    was jsonb;
    is_now jsonb;
    fixed record;
BEGIN
%s    BEGIN
%s        IF %s THEN
%s            %s            head := ':{"t":' || t || ',"base":';
%s            added := %s;
%s%s        END IF;
    EXCEPTION WHEN %s THEN
%s    END;
    IF added <> '' THEN
        NEW._sync_pending := ('{' || added || '}')::jsonb;
        IF OLD._sync_pending IS NOT NULL THEN
            NEW._sync_pending := OLD._sync_pending || NEW._sync_pending;
        END IF;
        NEW._sync_state := 'pending';
        NEW._sync_error := NULL;
%s%s    END IF;
%s    RETURN NEW;
END
$trigger$$sql$, name, tandem.own_columns_sql(is_heroku), tandem.read_only_sql(target, options), coalesce(changed, 'false'),
        (tandem.exact_sql(target, options)).before, tandem.time_sql('            '), tandem.checks_sql(target, options, true), wishes, create_sql,
        (tandem.exact_sql(target, options)).after, tandem.altered_sql(), tandem.altered_update_sql(target, options),
        CASE WHEN is_heroku THEN E'        NEW._hc_lastop := ''PENDING'';\n        NEW._hc_err := NULL;\n' ELSE '' END,
        tandem.inner_edit_sql('        '), moves);
END
$body$;

-- Creates the function that turns an insert into a wish to be there, and one for each value.
CREATE OR REPLACE FUNCTION tandem.create_insert_function(target regclass, options jsonb, is_heroku boolean, name text) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    wishes text;
    names text[];
    read_only text;
    refusals jsonb;
    altered text;
    moved text := '';
BEGIN
    SELECT tandem.joined_sql(ARRAY['existence'] || coalesce(array_agg(format(E'\n            CASE WHEN NEW.%I IS NOT NULL THEN %L || wish END', c.name,
        to_json(c.name)) ORDER BY c.name), '{}')), array_agg(c.name ORDER BY c.name)
    INTO wishes, names
    FROM tandem.writable_columns(target, options) c WHERE NOT tandem.is_read_only(c.options);
    SELECT string_agg(CASE WHEN options ->> 'on_read_only_write' = 'revert' THEN format(E'        NEW.%I := NULL;\n', r.name)
        ELSE format(E'        IF NEW.%I IS NOT NULL THEN\n            refusal := %L;\n        END IF;\n', r.name, r.refusal) END, '' ORDER BY r.number),
        jsonb_object_agg(r.name, r.refusal)
    INTO read_only, refusals
    FROM (SELECT a.attname::text AS name, a.attnum AS number,
            format(E'Column %s of two-way table %s cannot be set: %s.\nLeave the column out of the statement.', a.attname, target,
                CASE WHEN (options #>> ARRAY['columns', a.attname::text, 'read_only'])::boolean THEN 'the field is read-only in Salesforce'
                     WHEN (options #>> ARRAY['columns', a.attname::text, 'update_only'])::boolean
                        THEN 'Salesforce does not take the field when a record is created'
                     ELSE 'Salesforce owns the field' END) AS refusal
          FROM pg_attribute a
          WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            AND (tandem.is_read_only(options #> ARRAY['columns', a.attname::text])
                OR (options #>> ARRAY['columns', a.attname::text, 'update_only'])::boolean)
            AND a.attname <> options ->> 'id' AND NOT options -> 'key' ? a.attname::text) AS r;
    -- Of a table that was altered since, each column is looked up by its name.
    altered := CASE WHEN options ->> 'on_read_only_write' = 'revert'
        THEN format(E'        NEW := jsonb_populate_record(NEW, (SELECT coalesce(jsonb_object_agg(c, NULL), ''{}'')\n'
            '            FROM unnest(%L::text[]) c WHERE was ? c));\n        was := to_jsonb(NEW);\n', ARRAY(SELECT jsonb_object_keys(refusals)))
        ELSE format(E'        SELECT min(c.value) INTO refusal FROM jsonb_each_text(%L) c WHERE was ->> c.key IS NOT NULL;\n',
            coalesce(refusals, '{}')) END
        || format(E'        SELECT concat_ws('','', existence, string_agg(to_json(c)::text || wish, '','')) INTO wishes\n'
            '        FROM unnest(%L::text[]) c WHERE was ->> c IS NOT NULL;\n', coalesce(names, '{}'));
    IF options ? 'partition_columns' THEN
        moved := format(E'    IF current_setting(''tandem.moving_to'', true) = %s THEN\n'
            '        PERFORM set_config(''tandem.moving_from'', '''', true), set_config(''tandem.moving_to'', '''', true);\n'
            '        RETURN NEW;\n    END IF;\n', tandem.key_sql(options, 'NEW'));
    END IF;
    EXECUTE format($sql$CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $trigger$
DECLARE
    t bigint := (date_part('epoch', clock_timestamp()) * 1000000)::bigint;
    existence text := '"*":{"t":' || t || ',"base":false}';
    wish text := ':{"t":' || t || ',"base":null}';
    wishes text;
    refusal text;
    was jsonb;
BEGIN
%2$s    BEGIN
%3$s%4$s        wishes := %5$s;
        IF NEW.%8$I IS NOT NULL THEN
            refusal := %9$L;
        END IF;
    EXCEPTION WHEN %6$s THEN
        was := to_jsonb(NEW);
%13$s%7$s        IF was ->> %8$L IS NOT NULL THEN
            refusal := %9$L;
        END IF;
    END;
%10$s    IF NEW._sync_version IS NOT NULL OR NEW._sync_request IS NOT NULL OR NEW._sync_error IS DISTINCT FROM refusal THEN
        NEW._sync_version := NULL;
        NEW._sync_request := NULL;
        NEW._sync_error := refusal;
    END IF;
    NEW._sync_pending := ('{' || wishes || '}')::jsonb;
    NEW._sync_state := CASE WHEN refusal IS NULL THEN 'pending' ELSE 'refused' END;
%11$s%12$s    RETURN NEW;
END
$trigger$$sql$, name, moved, tandem.checks_sql(target, options, false), coalesce(read_only, ''), wishes,
        tandem.altered_sql(), altered, options ->> 'id',
        format(E'A row of two-way table %s cannot be inserted with an id of Salesforce''s: Salesforce assigns it.\n'
            'Leave column %s out of the statement.', target, options ->> 'id'),
        CASE WHEN options ->> 'inserts' = 'accept' THEN '' ELSE format(E'    refusal := %L;\n', format(
            E'Rows cannot be inserted into two-way table %s: its object has no external id field, so a repeated write could create a record twice.\n'
            'Add a text field with "External ID" and "Unique" to the object in Salesforce, and configure it as external id.', target)) END,
        CASE WHEN is_heroku THEN E'    NEW._hc_lastop := ''PENDING'';\n    NEW._hc_err := NULL;\n' ELSE '' END,
        tandem.inner_edit_sql('    '), tandem.identity_sql(target, options, 'was'));
END
$body$;

-- Creates the function that moves a deleted row to the tombstones, with a wish to be gone. It runs with the rights of its owner, since those
-- who may delete a row need no right to the tombstones.
CREATE OR REPLACE FUNCTION tandem.create_delete_function(target regclass, options jsonb, name text) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    moved text := '';
    schema_name text;
    table_name text;
BEGIN
    SELECT n.nspname, c.relname INTO schema_name, table_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = target;
    IF options ? 'partition_columns' THEN
        moved := E'    IF current_setting(''tandem.moving_from'', true) = row_key THEN\n        RETURN OLD;\n    END IF;\n';
    END IF;
    EXECUTE format($sql$CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1 AS $trigger$
DECLARE
    t bigint;
    row_key text;
    record_id text;
BEGIN
    BEGIN
        row_key := %s;
        record_id := OLD.%I;
    EXCEPTION WHEN %s THEN
%s        row_key := %s;
        record_id := to_jsonb(OLD) ->> %L;
    END;
%s    IF record_id IS NULL AND OLD._sync_request IS NULL AND OLD._sync_state IS DISTINCT FROM 'failed' THEN
        RETURN OLD; -- Salesforce never heard of it. A create that failed may have been sent twice, and arrive after all
    END IF;
    %s
    INSERT INTO tandem.tombstones AS d (table_schema, table_name, key, row_key, version, deleted_at, row_values,
        _sync_pending, _sync_request, _sync_state)
    VALUES (%L, %L, coalesce(record_id, 'row:' || row_key), row_key, coalesce(OLD._sync_version, 0), clock_timestamp(),
        to_jsonb(OLD) - ARRAY['_sync_version', '_sync_pending', '_sync_request', '_sync_state', '_sync_error', '_sync_origin', '_sync_fields', '_hc_lastop', '_hc_err'],
        coalesce(OLD._sync_pending, '{}') || jsonb_build_object('*', jsonb_build_object('t', t, 'base',
            coalesce(OLD._sync_pending -> '*' -> 'base', 'true'))),
        OLD._sync_request, 'pending')
    ON CONFLICT (table_schema, table_name, key) DO UPDATE SET row_key = excluded.row_key, version = greatest(d.version, excluded.version),
        deleted_at = excluded.deleted_at, row_values = excluded.row_values, _sync_pending = excluded._sync_pending,
        _sync_request = excluded._sync_request, _sync_state = excluded._sync_state, _sync_error = NULL;
%s    RETURN OLD;
END
$trigger$$sql$, name, tandem.key_sql(options, 'OLD'), options ->> 'id', tandem.altered_sql(),
        tandem.identity_sql(target, options, 'to_jsonb(OLD)'), tandem.key_sql(options), options ->> 'id',
        moved, tandem.time_sql('    '), schema_name, table_name, tandem.inner_edit_sql('    '));
    EXECUTE format('REVOKE ALL ON FUNCTION %s() FROM PUBLIC', name);
END
$body$;

-- Heroku Connect's view of writes -------------------------------------------------------------------------------------------------

-- The edits of a schema that Salesforce has not confirmed, one line for each row. Applications need no rights to what it reads.
CREATE OR REPLACE FUNCTION tandem.pending_writes(schema_name text)
RETURNS TABLE (table_name text, key text, record_id text, since timestamptz, action text, state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RETURN QUERY SELECT p.table_name, p.key, min(p.record_id), min(p.since),
        CASE WHEN EXISTS (SELECT FROM tandem.tombstones d WHERE d.table_schema = schema_name AND d.table_name = p.table_name
                    AND coalesce(d.row_key, d.key) = p.key AND d._sync_pending IS NOT NULL) THEN 'DELETE'
             WHEN bool_or(p.field = '*') THEN 'INSERT' ELSE 'UPDATE' END,
        CASE WHEN bool_or(p.state = 'pending') THEN 'NEW' ELSE 'PENDING' END
    FROM tandem.pending_fields() p WHERE p.table_schema = schema_name AND p.state <> 'failed' GROUP BY p.table_name, p.key;
END
$body$;

-- Sends a failed write again, when an application sets its state to NEW or REQUEUE as it did with Heroku Connect. Returns the new state.
CREATE OR REPLACE FUNCTION tandem.requeue_write(failed tandem.write_log, new_state text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF new_state NOT IN ('NEW', 'REQUEUE') THEN
        RAISE EXCEPTION 'State % cannot be set in _trigger_log.', new_state USING ERRCODE = '0A000', HINT = 'Set NEW, to send the write again.';
    END IF;
    PERFORM tandem.requeue(format('%I.%I', failed.table_schema, failed.table_name)::regclass, failed.row_key);
    RETURN 'requeued';
END
$body$;

-- Creates the view _trigger_log, unless Heroku Connect's own table of that name is still there. A write that was tried again has state
-- MERGED: a later line tells its end. Values have the type hstore if it is installed, otherwise jsonb.
CREATE OR REPLACE FUNCTION tandem.create_trigger_log(schema_name text) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    name constant text := format('%I._trigger_log', schema_name);
    -- The type of a view's column cannot change, so a view that is there keeps its own.
    map_type constant regtype := coalesce((SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = to_regclass(name) AND a.attname = 'values'),
        (SELECT t.oid FROM pg_type t WHERE t.typname = 'hstore' LIMIT 1), 'jsonb'::regtype);
    map_sql constant text := CASE WHEN map_type = 'jsonb'::regtype THEN '%s' ELSE (
        SELECT format('(SELECT %I.hstore(array_agg(e.key), array_agg(e.value)) FROM jsonb_each_text(%%s) e)', n.nspname)
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = map_type) END;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = to_regclass(name)) <> 'v' THEN
        RAISE WARNING 'Table % exists, so Tandem creates no view of this name.', name USING HINT = 'Rename the table to have the view.';
        RETURN;
    END IF;
    EXECUTE format($sql$CREATE OR REPLACE VIEW %1$s AS
        SELECT l.id, NULL::bigint AS txid, l.logged_at AS created_at, l.updated_at, l.logged_at AS processed_at, l.table_name::varchar(128),
            CASE WHEN l.row_key ~ '^[0-9]{1,18}$' THEN l.row_key::bigint END AS record_id, l.record_id::varchar(18) AS sfid,
            CASE l.operation WHEN 'create' THEN 'INSERT' WHEN 'update' THEN 'UPDATE' ELSE 'DELETE' END AS action,
            CASE l.state WHEN 'written' THEN 'SUCCESS' WHEN 'failed' THEN 'FAILED' WHEN 'requeued' THEN 'REQUEUED' ELSE 'MERGED' END AS state,
            l.message AS sf_message, %2$s AS values, %4$s AS old
        FROM tandem.write_log l WHERE l.table_schema = %3$L AND l.state NOT IN ('stopped', 'blocked')
        UNION ALL SELECT NULL, NULL, p.since, p.since, NULL, p.table_name,
            CASE WHEN p.key ~ '^[0-9]{1,18}$' THEN p.key::bigint END, p.record_id, p.action, p.state, NULL, NULL, NULL
        FROM tandem.pending_writes(%3$L) p$sql$, name, format(map_sql, 'l.new_values'), schema_name,
        format(map_sql, 'l.old_values'));
    -- A trigger would not do: what triggers write counts as edits of users.
    EXECUTE format($sql$CREATE OR REPLACE RULE requeue AS ON UPDATE TO %s DO INSTEAD
        UPDATE tandem.write_log l SET state = tandem.requeue_write(l, NEW.state), updated_at = now()
        WHERE l.id = OLD.id AND l.state = 'failed'$sql$, name);
END
$body$;

-- Creates the triggers for statements that name a partition: those of the whole table do not fire for them. Those for rows do.
CREATE OR REPLACE FUNCTION tandem.create_partition_triggers(part regclass, notifies boolean, table_name text, local_write text)
RETURNS void
LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM tandem.drop_partition_triggers(part);
    EXECUTE format('CREATE TRIGGER "~tandem_truncate" BEFORE TRUNCATE ON %s FOR EACH STATEMENT WHEN (%s)'
        ' EXECUTE FUNCTION tandem.refuse_truncate(''partition'')', part, local_write);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER "~tandem_truncate"', part);
    IF notifies THEN
        EXECUTE format('CREATE TRIGGER "~tandem_notify" AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH STATEMENT WHEN (%s)'
            ' EXECUTE FUNCTION tandem.notify_write(%L)', part, local_write, table_name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER "~tandem_notify"', part);
    END IF;
END
$body$;

CREATE OR REPLACE FUNCTION tandem.drop_partition_triggers(part regclass) RETURNS void
LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS "~tandem_truncate" ON %s', part);
    EXECUTE format('DROP TRIGGER IF EXISTS "~tandem_notify" ON %s', part);
END
$body$;

-- Gives what is known of a two-way table to its new name.
CREATE OR REPLACE FUNCTION tandem.take_over(former tandem.two_way_tables, schema_name text, name text) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    known text;
    job text;
BEGIN
    DELETE FROM tandem.tombstones d WHERE d.table_schema = schema_name AND d.table_name = name AND EXISTS (SELECT FROM tandem.tombstones o
        WHERE o.table_schema = former.table_schema AND o.table_name = former.table_name AND o.key = d.key);
    FOREACH known IN ARRAY ARRAY['tombstones', 'conflicts', 'write_log', 'bulk_jobs'] LOOP
        EXECUTE format('UPDATE tandem.%I SET table_schema = $1, table_name = $2 WHERE table_schema = $3 AND table_name = $4', known)
        USING schema_name, name, former.table_schema, former.table_name;
    END LOOP;
    DELETE FROM tandem.two_way_tables t WHERE t.table_schema = former.table_schema AND t.table_name = former.table_name;
    FOREACH job IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s()', tandem.function_name(former.table_schema, former.table_name, job));
    END LOOP;
END
$body$;

-- Gives up the edits of columns that do not hold a field any more (lost, and all that the table does not have), or that have taken the
-- place of others of the same name (returned).
-- What a column holds now is not what was edited, so it must not reach Salesforce. The edits go to tandem.conflicts, with what the column
-- holds now. Where columns have returned, their bases return with them, and the source is asked to read all records of the object again.
-- It is asked, too, where the table was read_only for a time: edits from then were not noted, and would stay differences that no one sees.
-- what names the object and the table, as a JSON array.
CREATE OR REPLACE FUNCTION tandem.forget_edits(target regclass, options jsonb, lost text[], returned text[], what jsonb) RETURNS void
LANGUAGE plpgsql SET extra_float_digits = 1 AS $body$
DECLARE
    schema_name text;
    name text;
    bases text;
    forgotten text[];
    applying_before constant text := tandem.start_applying();
    edited constant text := 'r._sync_pending IS NOT NULL AND r._sync_pending ?| $1';
BEGIN
    SELECT n.nspname, c.relname INTO schema_name, name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = target;
    SELECT format('(%s) = (SELECT %1$s FROM jsonb_populate_record(r, (SELECT jsonb_object_agg(w.key, w.value -> ''base'')'
        ' FROM jsonb_each(r._sync_pending) w WHERE w.key = ANY (%L::text[])))), ', string_agg(quote_ident(c.name), ', '), returned)
    INTO bases FROM tandem.writable_columns(target, options) c WHERE c.name = ANY (returned) HAVING count(*) > 0;
    EXECUTE format($sql$SELECT array_agg(DISTINCT w.key) FROM %s r CROSS JOIN LATERAL jsonb_object_keys(r._sync_pending) AS w(key)
        WHERE r._sync_pending IS NOT NULL AND (w.key = ANY ($1) OR w.key <> '*' AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = $2 AND a.attname = w.key AND a.attnum > 0 AND NOT a.attisdropped))$sql$, target)
    INTO forgotten USING lost || returned, target;
    EXECUTE format($sql$INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,
            local_time, local_origin, remote_origin, topic, kafka_partition, kafka_offset)
        SELECT %L, %L, coalesce(r.%I, 'row:' || %s), w.key, 'write_rejected', 'apply_remote', to_jsonb(r) -> w.key, w.value -> 'base',
            to_timestamp((w.value ->> 't')::double precision / 1000000), 'postgres', 'salesforce', 'tandem.columns', 0, $2
        FROM %s r CROSS JOIN LATERAL jsonb_each(r._sync_pending) w WHERE %s AND w.key = ANY ($1)$sql$,
        schema_name, name, options ->> 'id', tandem.key_sql(options, 'r'), target, edited)
    USING forgotten, (date_part('epoch', clock_timestamp()) * 1000000)::bigint;
    EXECUTE format($sql$UPDATE %s r SET %s_sync_pending = nullif(r._sync_pending - $1, '{}'),
            _sync_state = CASE WHEN r._sync_pending - $1 <> '{}' THEN CASE r._sync_state WHEN 'failed' THEN 'pending' ELSE r._sync_state END
                WHEN r._sync_request ->> 'id' IS NOT NULL THEN r._sync_state END,
            _sync_error = CASE WHEN r._sync_state <> 'failed' THEN r._sync_error END
        WHERE %s$sql$, target, coalesce(bases, ''), edited) USING forgotten;
    IF returned <> '{}' OR EXISTS (SELECT FROM tandem.read_only_tables t WHERE (t.table_schema, t.table_name) = (schema_name, name)) THEN
        INSERT INTO tandem.signals (id, type, data) VALUES (gen_random_uuid()::text, 'execute-snapshot', jsonb_build_object(
            'data-collections', jsonb_build_array(what -> 0), 'type', 'incremental', 'table', what -> 1)::text);
    END IF;
    PERFORM set_config('tandem.applying', applying_before, true);
END
$body$;

-- Lets failed rows be taken again whose edits are of fields that Salesforce no longer lets us write: those edits are given up then, and
-- must not hold back the others.
CREATE OR REPLACE FUNCTION tandem.requeue_unwritable(target regclass, options jsonb) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    applying_before constant text := tandem.start_applying();
BEGIN
    EXECUTE format($sql$UPDATE %s r SET _sync_state = 'pending', _sync_error = NULL
        WHERE r._sync_state = 'failed' AND r._sync_pending IS NOT NULL AND EXISTS (
            SELECT FROM jsonb_object_keys(r._sync_pending) w WHERE w <> '*' AND w NOT IN (
                SELECT c.name FROM tandem.writable_columns($1, $2) c
                WHERE r.%I IS NULL OR NOT coalesce((c.options ->> 'create_only')::boolean, false)))$sql$, target, options ->> 'id')
    USING target, options;
    PERFORM set_config('tandem.applying', applying_before, true);
END
$body$;

-- Makes the edits of a table's users wishes. The table has Tandem's columns already; create or replace its triggers with these options:
--   {"key": [columns of the primary key], "id": column of Salesforce's id, "inserts": "accept" | "refuse", "wake_up": "wal" | "notify",
--    "on_read_only_write": "refuse" | "revert", "partition_columns": [columns of the partition key, for a partitioned table],
--    "columns": {"<column of a field>": {"read_only": bool, "create_only": bool, "update_only": bool, "owner": "salesforce" | "postgres",
--        "length": int, "values": [text], "required": bool, "required_on_update": bool}},
--    "types": {"<column>": type, with which the triggers were created}, "table": the table's oid then,
--    "numbers": {"<column of a field>": its attnum then}, "former": [columns that held a field before, and do not now]}
-- Tandem sets tandem.applying to 'on' while it writes two-way tables, and the Postgres sink sets it to 'read_only' while it writes others. What other triggers do in them, at a depth of their own, still counts as local.
CREATE OR REPLACE FUNCTION tandem.create_two_way_triggers(target regclass, options jsonb) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    schema_name text;
    name text;
    is_heroku boolean;
    local_write constant text := $sql$(pg_trigger_depth() > 0 OR current_setting('tandem.applying', true) IS DISTINCT FROM 'on')$sql$;
    read_only_sink constant text := $sql$current_setting('tandem.applying', true) = 'read_only' AND pg_trigger_depth() = 0 AND $sql$;
    state_change constant text := '(OLD._sync_state IS DISTINCT FROM NEW._sync_state OR OLD._sync_request IS DISTINCT FROM NEW._sync_request) AND NOT ';
    job record;
    former tandem.two_way_tables;
BEGIN
    SELECT n.nspname, c.relname INTO schema_name, name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = target;
    is_heroku := EXISTS (SELECT FROM pg_attribute WHERE attrelid = target AND attname = '_hc_lastop' AND NOT attisdropped);
    SELECT t.* INTO former FROM tandem.two_way_tables t
    WHERE (t.table_schema, t.table_name) <> (schema_name, name) AND target IN (SELECT tandem.tables_with_triggers(t.table_schema, t.table_name));
    PERFORM tandem.create_update_function(target, options, is_heroku, tandem.function_name(schema_name, name, 'update'));
    PERFORM tandem.create_insert_function(target, options, is_heroku, tandem.function_name(schema_name, name, 'insert'));
    PERFORM tandem.create_delete_function(target, options, tandem.function_name(schema_name, name, 'delete'));
    -- A name that starts with ~ sorts last, so these triggers see the rows as they will be stored. ALWAYS: replica sessions are no exception.
    FOR job IN
        SELECT * FROM (VALUES
            ('~tandem_insert', 'BEFORE INSERT', 'ROW', tandem.function_name(schema_name, name, 'insert')),
            ('~tandem_update', 'BEFORE UPDATE', 'ROW', tandem.function_name(schema_name, name, 'update')),
            ('~tandem_delete', 'BEFORE DELETE', 'ROW', tandem.function_name(schema_name, name, 'delete')),
            ('~tandem_refuse', 'AFTER INSERT', 'ROW', 'tandem.refuse_insert'),
            ('~tandem_heroku', 'BEFORE UPDATE', 'ROW', 'tandem.show_heroku_state'),
            ('~tandem_sink', 'BEFORE INSERT OR UPDATE OR DELETE', 'STATEMENT', 'tandem.refuse_read_only_sink'),
            ('~tandem_truncate', 'BEFORE TRUNCATE', 'STATEMENT', 'tandem.refuse_truncate'),
            ('~tandem_notify', 'AFTER INSERT OR UPDATE OR DELETE', 'STATEMENT', 'tandem.notify_write')) AS t(trigger, event, level, function)
    LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', job.trigger, target);
        CONTINUE WHEN job.trigger = '~tandem_notify' AND options ->> 'wake_up' IS DISTINCT FROM 'notify';
        CONTINUE WHEN job.trigger = '~tandem_heroku' AND NOT is_heroku;
        EXECUTE format('CREATE TRIGGER %I %s ON %s FOR EACH %s WHEN (%s%s) EXECUTE FUNCTION %s()', job.trigger, job.event, target, job.level,
            CASE job.trigger WHEN '~tandem_refuse' THEN 'NEW._sync_state = ''refused'' AND ' WHEN '~tandem_heroku' THEN state_change
                WHEN '~tandem_sink' THEN read_only_sink ELSE '' END, local_write, job.function);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', target, job.trigger);
    END LOOP;
    PERFORM tandem.create_partition_triggers(p.relid, options ->> 'wake_up' = 'notify', schema_name || '.' || name, local_write)
    FROM pg_partition_tree(target) p WHERE p.relid <> target;
    IF is_heroku THEN
        PERFORM tandem.create_trigger_log(schema_name);
    END IF;
    IF former.table_name IS NOT NULL AND to_regclass(format('%I.%I', former.table_schema, former.table_name)) IS NULL
        AND NOT EXISTS (SELECT tandem.tables_with_triggers(former.table_schema, former.table_name)) THEN
        PERFORM tandem.take_over(former, schema_name, name);
    END IF;
    PERFORM tandem.requeue_unwritable(target, options);
    DELETE FROM tandem.read_only_tables t WHERE t.table_schema = schema_name AND t.table_name = name;
    INSERT INTO tandem.two_way_tables AS t VALUES (schema_name, name, options, tandem.two_way_version())
    ON CONFLICT (table_schema, table_name) DO UPDATE SET options = excluded.options, sql_version = excluded.sql_version;
END
$body$;

-- Makes the table read-only for Salesforce again: its users' edits are no wishes any more. Does nothing for other tables.
CREATE OR REPLACE FUNCTION tandem.drop_two_way_triggers(target regclass) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    schema_name text;
    name text;
    job text;
BEGIN
    SELECT n.nspname, c.relname INTO schema_name, name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = target;
    FOREACH job IN ARRAY ARRAY['insert', 'update', 'delete', 'refuse', 'heroku', 'sink', 'truncate', 'notify'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', '~tandem_' || job, target);
    END LOOP;
    PERFORM tandem.drop_partition_triggers(p.relid) FROM pg_partition_tree(target) p WHERE p.relid <> target;
    FOREACH job IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s()', tandem.function_name(schema_name, name, job));
    END LOOP;
    DELETE FROM tandem.two_way_tables t WHERE t.table_schema = schema_name AND t.table_name = name;
    INSERT INTO tandem.read_only_tables VALUES (schema_name, name) ON CONFLICT DO NOTHING;
    IF NOT EXISTS (SELECT FROM tandem.two_way_tables t WHERE t.table_schema = schema_name)
        AND (SELECT relkind FROM pg_class WHERE oid = to_regclass(format('%I._trigger_log', schema_name))) = 'v' THEN
        EXECUTE format('DROP VIEW %I._trigger_log', schema_name);
    END IF;
END
$body$;

-- Fails if a switch to read_only would lose edits.
CREATE OR REPLACE FUNCTION tandem.require_nothing_pending(target regclass) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    two_way tandem.two_way_tables := tandem.two_way_table(target);
    waiting bigint;
BEGIN
    SELECT count(DISTINCT p.key) INTO waiting FROM tandem.pending p
    WHERE p.table_schema = two_way.table_schema AND p.table_name = two_way.table_name;
    IF waiting > 0 THEN
        RAISE EXCEPTION 'Table % cannot become read_only: % of its rows have edits that Salesforce has not confirmed.', target, waiting
            USING ERRCODE = '55000', HINT = 'Wait until tandem.pending is empty, or give the edits up with tandem.revert.';
    END IF;
END
$body$;

-- Fails if a switch to read_only would drop edits. A table without triggers has some if it was restored from its two-way time.
CREATE OR REPLACE FUNCTION tandem.require_no_wishes(target regclass) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    waiting bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM %s WHERE _sync_pending IS NOT NULL', target) INTO waiting;
    IF waiting > 0 THEN
        RAISE EXCEPTION 'Table % cannot become read_only: % of its rows were restored with edits that Salesforce has not confirmed.',
            target, waiting USING ERRCODE = '55000',
            HINT = format('Set its access to read_write until tandem.pending is empty, or give the edits up:'
                ' UPDATE %s SET _sync_pending = NULL.', target);
    END IF;
END
$body$;

-- For people --------------------------------------------------------------------------------------------------------------------

-- Lists what Salesforce has not confirmed, over all two-way tables. Empty exactly when nothing is pending.
CREATE OR REPLACE FUNCTION tandem.pending_fields()
RETURNS TABLE (table_schema text, table_name text, key text, record_id text, field text, since timestamptz, state text, error text)
LANGUAGE plpgsql STABLE AS $body$
DECLARE
    two_way record;
    wishes constant text := $sql$LEFT JOIN LATERAL jsonb_each(r._sync_pending) w ON true WHERE (r._sync_pending IS NOT NULL OR r._sync_request IS NOT NULL)
        AND (r._sync_pending IS NOT NULL OR r._sync_request ->> 'id' IS NOT NULL)$sql$;
BEGIN
    FOR two_way IN
        SELECT t.options, n.nspname AS schema_name, c.relname AS name,
            CASE WHEN (n.nspname, c.relname) <> (t.table_schema, t.table_name) THEN format('Tandem knows this table as %s.%s, so its edits wait.'
                ' Rename it back, or configure both sinks for its new name.', t.table_schema, t.table_name) END AS problem
        FROM tandem.two_way_tables t
        CROSS JOIN LATERAL (SELECT to_regclass(format('%I.%I', t.table_schema, t.table_name)) AS oid
            UNION SELECT tandem.tables_with_triggers(t.table_schema, t.table_name)) r
        JOIN pg_class c ON c.oid = r.oid JOIN pg_namespace n ON n.oid = c.relnamespace
        -- Another table may have taken the name. One without Tandem's columns has no edits.
        WHERE ARRAY(SELECT jsonb_array_elements_text(t.options -> 'key')) || ARRAY[t.options ->> 'id', '_sync_request']
            <@ ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped)
        ORDER BY 2, 3
    LOOP
        RETURN QUERY EXECUTE format($sql$SELECT %L::text, %L::text, %s, r.%I::text, w.key,
            to_timestamp((w.value ->> 't')::double precision / 1000000), coalesce(r._sync_state, 'sent'), coalesce(r._sync_error, %L)
            FROM %1$I.%2$I r $sql$, two_way.schema_name, two_way.name, tandem.key_sql(two_way.options, 'r'), two_way.options ->> 'id',
            two_way.problem) || wishes;
    END LOOP;
    RETURN QUERY EXECUTE $sql$SELECT r.table_schema, r.table_name, coalesce(r.row_key, r.key), nullif(r.key, 'row:' || r.row_key), w.key,
        to_timestamp((w.value ->> 't')::double precision / 1000000), coalesce(r._sync_state, 'sent'), r._sync_error
        FROM tandem.tombstones r $sql$ || wishes;
END
$body$;

CREATE OR REPLACE VIEW tandem.pending AS SELECT * FROM tandem.pending_fields();

-- SQL that says whether row r is the one named $1: by its key or by Salesforce's id. A null name means every row.
CREATE OR REPLACE FUNCTION tandem.named_sql(options jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format('($1 IS NULL OR %s = $1 OR r.%I = $1)', tandem.key_sql(options, 'r'), options ->> 'id')
$$;

CREATE OR REPLACE FUNCTION tandem.naming_hint(two_way tandem.two_way_tables) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format('Rows are named by their key (%s) or by the 18 characters of Salesforce''s id (%s).',
        (SELECT string_agg(name, ', ') FROM jsonb_array_elements_text(two_way.options -> 'key') name), two_way.options ->> 'id')
$$;

-- Makes what follows Tandem's own writes, and returns the setting as it was. Only superusers may give a function a setting of this name.
CREATE OR REPLACE FUNCTION tandem.start_applying() RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    before constant text := coalesce(current_setting('tandem.applying', true), '');
BEGIN
    PERFORM set_config('tandem.applying', 'on', true);
    RETURN before;
END
$$;

-- Sends failed writes again: those of one row, named by its key or by Salesforce's id, or of the whole table. Returns the number of rows.
CREATE OR REPLACE FUNCTION tandem.requeue(target regclass, key text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql AS $body$
DECLARE
    two_way tandem.two_way_tables := tandem.two_way_table(target);
    live bigint;
    deleted bigint;
    applying_before constant text := tandem.start_applying();
BEGIN
    EXECUTE format('UPDATE %s r SET _sync_state = ''pending'', _sync_error = NULL WHERE _sync_state = ''failed'' AND _sync_pending IS NOT NULL AND %s',
        target, tandem.named_sql(two_way.options)) USING key;
    GET DIAGNOSTICS live = ROW_COUNT;
    UPDATE tandem.tombstones d SET _sync_state = 'pending', _sync_error = NULL
    WHERE d.table_schema = two_way.table_schema AND d.table_name = two_way.table_name AND d._sync_state = 'failed'
        AND (requeue.key IS NULL OR d.key = requeue.key OR d.row_key = requeue.key);
    GET DIAGNOSTICS deleted = ROW_COUNT;
    PERFORM pg_notify('tandem_wake_up', two_way.table_schema || '.' || two_way.table_name);
    IF requeue.key IS NOT NULL AND live + deleted = 0 THEN
        RAISE NOTICE 'Row % of table % has no failed write, so nothing was requeued.', requeue.key, target
            USING HINT = tandem.naming_hint(two_way) || ' tandem.pending lists the rows with state failed.';
    END IF;
    PERFORM set_config('tandem.applying', applying_before, true);
    RETURN live + deleted;
END
$body$;

-- Gives the wishes of a row, or of the whole table, up: Salesforce's last known values return, and the local ones go to tandem.conflicts.
-- Rows with a request under way are left alone, since Salesforce may be carrying it out. Returns the number of rows.
CREATE OR REPLACE FUNCTION tandem.revert(target regclass, key text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SET extra_float_digits = 1 AS $body$
DECLARE
    two_way tandem.two_way_tables := tandem.two_way_table(target);
    now_micros bigint := date_part('epoch', clock_timestamp()) * 1000000;
    columns text;
    live bigint;
    deleted bigint;
    under_way bigint;
    applying_before constant text := tandem.start_applying();
    keys text[];
    idle constant text := 'r._sync_pending IS NOT NULL AND r._sync_request ->> ''id'' IS NULL AND ';
    locked constant text := idle || tandem.key_sql(two_way.options, 'r') || ' = ANY ($1)';
BEGIN
    SELECT string_agg(quote_ident(c.name), ', ') INTO columns FROM tandem.writable_columns(target, two_way.options) c;
    -- Each statement sees what was committed before it. So rows are locked first, and only those are logged and reverted.
    EXECUTE format('SELECT array_agg(l.key) FROM (SELECT %s AS key FROM %s r WHERE %s FOR UPDATE) l',
        tandem.key_sql(two_way.options, 'r'), target, idle || tandem.named_sql(two_way.options)) INTO keys USING key;
    EXECUTE format($sql$INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,
            local_time, local_origin, remote_origin, topic, kafka_partition, kafka_offset)
        SELECT %L, %L, coalesce(r.%I, 'row:' || %s), w.key, 'write_rejected', 'apply_remote', to_jsonb(r) -> w.key, w.value -> 'base',
            to_timestamp((w.value ->> 't')::double precision / 1000000), 'postgres', 'salesforce', 'tandem.revert', 0, $2
        FROM %s r CROSS JOIN LATERAL jsonb_each(r._sync_pending) w WHERE %s$sql$,
        two_way.table_schema, two_way.table_name, two_way.options ->> 'id', tandem.key_sql(two_way.options, 'r'), target, locked)
    USING keys, now_micros;
    EXECUTE format('DELETE FROM %s r WHERE %s AND r.%I IS NULL AND r._sync_pending ? ''*''', target, locked, two_way.options ->> 'id')
    USING keys;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    EXECUTE format($sql$UPDATE %s r SET (%s) = (SELECT %2$s FROM jsonb_populate_record(r,
            (SELECT jsonb_object_agg(w.key, w.value -> 'base') FROM jsonb_each(r._sync_pending) w))),
        _sync_pending = NULL, _sync_state = NULL, _sync_error = NULL WHERE %s$sql$, target, columns, locked) USING keys;
    GET DIAGNOSTICS live = ROW_COUNT;
    deleted := deleted + tandem.revert_deletes(target, two_way, key, now_micros);
    EXECUTE format($sql$SELECT (SELECT count(*) FROM %s r WHERE r._sync_request ->> 'id' IS NOT NULL AND %s)
        + (SELECT count(*) FROM tandem.tombstones d WHERE d.table_schema = %L AND d.table_name = %L AND d._sync_request ->> 'id' IS NOT NULL
            AND ($1 IS NULL OR d.key = $1 OR d.row_key = $1))$sql$,
        target, tandem.named_sql(two_way.options), two_way.table_schema, two_way.table_name) INTO under_way USING key;
    IF under_way > 0 THEN
        RAISE NOTICE 'Rows of table % with a request to Salesforce under way stay as they are: %.', target, under_way
            USING HINT = 'Revert them again once their state in tandem.pending is not sent any more.';
    ELSIF revert.key IS NOT NULL AND live + deleted = 0 THEN
        RAISE NOTICE 'Row % of table % has no pending edits, so nothing was reverted.', revert.key, target
            USING HINT = tandem.naming_hint(two_way) || ' tandem.pending lists the rows with edits.';
    END IF;
    PERFORM set_config('tandem.applying', applying_before, true);
    RETURN live + deleted;
END
$body$;

-- Brings rows back whose delete Salesforce has not been asked for. A row whose key has gone to a new row meanwhile gets another one, where
-- Postgres generates keys.
CREATE OR REPLACE FUNCTION tandem.revert_deletes(target regclass, two_way tandem.two_way_tables, key text, now_micros bigint) RETURNS bigint
LANGUAGE plpgsql AS $body$
DECLARE
    gone tandem.tombstones;
    bases jsonb;
    columns text;
    columns_but_key text;
    is_key_generated boolean;
    inserted bigint;
    reverted bigint := 0;
BEGIN
    SELECT string_agg(quote_ident(a.attname), ', '),
        string_agg(quote_ident(a.attname), ', ') FILTER (WHERE NOT two_way.options -> 'key' ? a.attname::text),
        bool_and(a.attidentity <> '' OR a.atthasdef) FILTER (WHERE two_way.options -> 'key' ? a.attname::text)
    INTO columns, columns_but_key, is_key_generated FROM pg_attribute a
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
    FOR gone IN
        SELECT * FROM tandem.tombstones d
        WHERE d.table_schema = two_way.table_schema AND d.table_name = two_way.table_name AND d._sync_pending ? '*' AND d._sync_request ->> 'id' IS NULL
            AND (revert_deletes.key IS NULL OR d.key = revert_deletes.key OR d.row_key = revert_deletes.key)
        FOR UPDATE
    LOOP
        SELECT jsonb_object_agg(w.key, w.value -> 'base') INTO bases FROM jsonb_each(gone._sync_pending) w;
        INSERT INTO tandem.conflicts (table_schema, table_name, key, field, type, resolution, local_value, remote_value,
            local_time, local_origin, remote_origin, topic, kafka_partition, kafka_offset)
        SELECT gone.table_schema, gone.table_name, gone.key, w.key, 'write_rejected', 'apply_remote',
            CASE w.key WHEN '*' THEN 'false' ELSE gone.row_values -> w.key END, w.value -> 'base',
            to_timestamp((w.value ->> 't')::double precision / 1000000), 'postgres', 'salesforce', 'tandem.revert', 0, now_micros
        FROM jsonb_each(gone._sync_pending) w;
        EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1) %3$s', target, columns,
            CASE WHEN is_key_generated THEN 'ON CONFLICT DO NOTHING' END)
        USING gone.row_values || (bases - '*') || jsonb_build_object('_sync_version', gone.version);
        GET DIAGNOSTICS inserted = ROW_COUNT;
        IF inserted = 0 AND is_key_generated THEN
            EXECUTE format('INSERT INTO %s (%s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1)', target, columns_but_key)
            USING gone.row_values || (bases - '*') || jsonb_build_object('_sync_version', gone.version);
        END IF;
        DELETE FROM tandem.tombstones d
        WHERE d.table_schema = gone.table_schema AND d.table_name = gone.table_name AND d.key = gone.key;
        reverted := reverted + 1;
    END LOOP;
    RETURN reverted;
END
$body$;

-- Makes the losing value of a conflict a new local edit.
CREATE OR REPLACE FUNCTION tandem.restore(conflict bigint) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    lost tandem.conflicts;
    two_way tandem.two_way_tables;
    target regclass;
    restored bigint;
BEGIN
    SELECT * INTO lost FROM tandem.conflicts c WHERE c.id = conflict;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Conflict % does not exist.', conflict USING ERRCODE = '02000', HINT = 'Column id of tandem.conflicts names them.';
    END IF;
    target := format('%I.%I', lost.table_schema, lost.table_name)::regclass;
    two_way := tandem.two_way_table(target);
    IF lost.field = '*' THEN
        RAISE EXCEPTION 'Conflict % is about the existence of a row, not about a value.', conflict
            USING ERRCODE = '0A000', HINT = 'Delete the row, or undelete the record in Salesforce.';
    END IF;
    EXECUTE format($sql$UPDATE %s r SET %I = (jsonb_populate_record(r, jsonb_build_object(%L, $2))).%2$I WHERE %4$s$sql$,
        target, lost.field, lost.field, tandem.named_sql(two_way.options))
    USING CASE WHEN lost.key LIKE 'row:%' THEN substr(lost.key, 5) ELSE lost.key END,
        CASE WHEN lost.resolution = 'keep_local' THEN lost.remote_value ELSE lost.local_value END;
    GET DIAGNOSTICS restored = ROW_COUNT;
    IF restored = 0 THEN
        RAISE EXCEPTION 'Conflict % is about a row of % that does not exist any more.', conflict, target
            USING ERRCODE = '02000', HINT = 'Undelete the record in Salesforce first.';
    END IF;
END
$body$;

-- Tells the story of a row in order of time, named by its key or by Salesforce's id: its state, wishes, last conflicts, last writes and
-- tombstone, and the difference of the clocks by which conflicts were decided.
CREATE OR REPLACE FUNCTION tandem.explain(target regclass, key text)
RETURNS TABLE (happened_at timestamptz, what text, field text, details jsonb)
LANGUAGE plpgsql STABLE AS $body$
DECLARE
    two_way tandem.two_way_tables := tandem.two_way_table(target);
    names text[];
    lines bigint;
BEGIN
    IF explain.key IS NULL THEN
        RAISE EXCEPTION 'No row of table % is named.', target USING ERRCODE = '22004', HINT = tandem.naming_hint(two_way);
    END IF;
    EXECUTE format($sql$SELECT array_remove(ARRAY[$1, min(%1$s), min(r.%2$I), min('row:' || %1$s)], NULL) FROM %3$s r WHERE %4$s$sql$,
        tandem.key_sql(two_way.options, 'r'), two_way.options ->> 'id', target, tandem.named_sql(two_way.options)) INTO names USING key;
    SELECT names || array_remove(ARRAY[min(d.key), min(d.row_key)], NULL) INTO names FROM tandem.tombstones d
    WHERE d.table_schema = two_way.table_schema AND d.table_name = two_way.table_name AND (d.key = ANY (names) OR d.row_key = ANY (names));
    RETURN QUERY EXECUTE format($sql$
        SELECT s.happened_at, s.what, s.field, s.details FROM (
            SELECT to_timestamp(r._sync_version / 1000000.0), 'version', NULL::text,
                jsonb_build_object('version', r._sync_version, 'id', r.%1$I, 'state', r._sync_state, 'error', r._sync_error)
                FROM %2$s r WHERE %3$s
            UNION ALL SELECT to_timestamp((w.value ->> 't')::double precision / 1000000), 'wish', w.key,
                w.value || jsonb_build_object('value', to_jsonb(r) -> w.key)
                FROM %2$s r, jsonb_each(r._sync_pending) w WHERE %3$s
            UNION ALL SELECT to_timestamp((r._sync_request ->> 'id')::double precision / 1000000), 'request', NULL, r._sync_request
                FROM %2$s r WHERE r._sync_request ->> 'id' IS NOT NULL AND %3$s
            UNION ALL SELECT d.deleted_at, 'tombstone', NULL, to_jsonb(d) - ARRAY['table_schema', 'table_name']
                FROM tandem.tombstones d WHERE d.table_schema = $2 AND d.table_name = $3 AND d.key = ANY ($4)
            UNION ALL (SELECT c.logged_at, 'conflict', c.field, to_jsonb(c) - ARRAY['table_schema', 'table_name']
                FROM tandem.conflicts c WHERE c.table_schema = $2 AND c.table_name = $3 AND c.key = ANY ($4)
                ORDER BY c.logged_at DESC LIMIT 20)
            UNION ALL (SELECT l.logged_at, 'write', NULL, to_jsonb(l) - ARRAY['table_schema', 'table_name']
                FROM tandem.write_log l WHERE l.table_schema = $2 AND l.table_name = $3 AND l.row_key = ANY ($4)
                ORDER BY l.id DESC LIMIT 20)
            UNION ALL SELECT c.measured_at, 'clocks', NULL, to_jsonb(c) FROM tandem.clocks c) AS s(happened_at, what, field, details)
        ORDER BY s.happened_at NULLS FIRST, s.field$sql$, two_way.options ->> 'id', target, tandem.named_sql(two_way.options))
    USING key, two_way.table_schema, two_way.table_name, names;
    GET DIAGNOSTICS lines = ROW_COUNT;
    IF lines = (SELECT count(*) FROM tandem.clocks) THEN
        RAISE NOTICE 'Nothing is known of row % of table %.', explain.key, target USING HINT = tandem.naming_hint(two_way);
    END IF;
END
$body$;

-- The same functions for keys that are no text, such as numbers. Postgres takes a literal in quotes for text.
CREATE OR REPLACE FUNCTION tandem.requeue(target regclass, key anyelement) RETURNS bigint
LANGUAGE sql AS $$ SELECT tandem.requeue(target, key::text) $$;
CREATE OR REPLACE FUNCTION tandem.revert(target regclass, key anyelement) RETURNS bigint
LANGUAGE sql AS $$ SELECT tandem.revert(target, key::text) $$;
CREATE OR REPLACE FUNCTION tandem.explain(target regclass, key anyelement)
RETURNS TABLE (happened_at timestamptz, what text, field text, details jsonb)
LANGUAGE sql STABLE AS $$ SELECT * FROM tandem.explain(target, key::text) $$;

-- The version of this file. The sink runs the file where this is lower or missing.
CREATE OR REPLACE FUNCTION tandem.two_way_version() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 14';
