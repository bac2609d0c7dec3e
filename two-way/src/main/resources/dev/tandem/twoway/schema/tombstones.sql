-- Copyright 2026 the Tandem authors
-- SPDX-License-Identifier: Apache-2.0

CREATE TABLE IF NOT EXISTS tandem.tombstones (
    table_schema text NOT NULL,
    table_name text NOT NULL,
    key text NOT NULL, -- in two-way tables Salesforce's id, or 'row:' and the row's key as long as the record has no id
    version bigint NOT NULL,
    deleted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (table_schema, table_name, key));
CREATE INDEX IF NOT EXISTS tombstones_deleted_at ON tandem.tombstones (deleted_at);
