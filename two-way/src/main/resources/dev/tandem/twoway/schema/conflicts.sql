-- Copyright 2026 the Tandem authors
-- SPDX-License-Identifier: Apache-2.0

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
