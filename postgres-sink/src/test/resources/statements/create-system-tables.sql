SELECT set_config('lock_timeout', '10s', true);
SELECT pg_advisory_xact_lock(hashtextextended('tandem.ddl', 0));

-- unless this is true
SELECT to_regnamespace('tandem') IS NOT NULL;
CREATE SCHEMA IF NOT EXISTS tandem;

-- unless this is true
SELECT to_regclass('tandem.tombstones') IS NOT NULL;
CREATE TABLE IF NOT EXISTS tandem.tombstones (
    table_schema text NOT NULL,
    table_name text NOT NULL,
    key text NOT NULL, -- in two-way tables Salesforce's id, or 'row:' and the row's key as long as the record has no id
    version bigint NOT NULL,
    deleted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (table_schema, table_name, key));
CREATE INDEX IF NOT EXISTS tombstones_deleted_at ON tandem.tombstones (deleted_at);

-- where conflicts are logged

-- unless this is true
SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('tandem.tombstones')
    AND attname = 'origin' AND NOT attisdropped);
ALTER TABLE tandem.tombstones ADD COLUMN IF NOT EXISTS origin text;

-- unless this is true
SELECT to_regclass('tandem.conflicts') IS NOT NULL;
CREATE TABLE IF NOT EXISTS tandem.conflicts (
    logged_at timestamptz NOT NULL DEFAULT now(),
    table_schema text NOT NULL,
    table_name text NOT NULL,
    key text NOT NULL,
    field text NOT NULL,
    type text NOT NULL,
    resolution text NOT NULL,
    local_value jsonb,
    remote_value jsonb,
    local_time timestamptz,
    remote_time timestamptz,
    local_version bigint,
    remote_version bigint,
    local_origin text,
    remote_origin text,
    topic text NOT NULL, -- 'tandem.revert' and 'salesforce-sink' are not topics: their kafka_offset is a time in µs
    kafka_partition integer NOT NULL,
    kafka_offset bigint NOT NULL,
    PRIMARY KEY (table_schema, table_name, key, topic, kafka_partition, kafka_offset, field));
CREATE INDEX IF NOT EXISTS conflicts_logged_at ON tandem.conflicts (logged_at);

-- unless this is true
SELECT to_regclass('tandem.conflict_positions') IS NOT NULL;
CREATE TABLE IF NOT EXISTS tandem.conflict_positions (
    table_schema text NOT NULL,
    table_name text NOT NULL,
    topic text NOT NULL,
    kafka_partition integer NOT NULL,
    kafka_offset bigint NOT NULL,
    PRIMARY KEY (table_schema, table_name, topic, kafka_partition));

-- where versions are offsets

-- unless this is true
SELECT to_regclass('tandem.topic_positions') IS NOT NULL;
CREATE TABLE IF NOT EXISTS tandem.topic_positions (
    table_schema text NOT NULL,
    table_name text NOT NULL,
    topic text NOT NULL,
    kafka_partition integer NOT NULL,
    kafka_offset bigint NOT NULL,
    kafka_timestamp bigint,
    PRIMARY KEY (table_schema, table_name, topic, kafka_partition));

-- for the comparison with offsets in Kafka

-- unless this is true
SELECT to_regclass('tandem.sink_positions') IS NOT NULL;
CREATE TABLE IF NOT EXISTS tandem.sink_positions (
    connector text NOT NULL,
    topic text NOT NULL,
    kafka_partition integer NOT NULL,
    next_offset bigint NOT NULL, -- all records before it are in this database
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (connector, topic, kafka_partition));
