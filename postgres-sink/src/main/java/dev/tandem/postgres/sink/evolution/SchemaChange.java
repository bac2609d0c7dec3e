/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.sink.table.Identifier;
import dev.tandem.postgres.sink.table.TableId;
import java.util.List;
import java.util.stream.Collectors;

/** One step that brings a table to the shape of the incoming records. */
sealed interface SchemaChange permits SchemaChange.CreateTable, SchemaChange.AddColumn {
    /** Idempotent where Postgres can express it, since others may be making the same change. */
    String sql();

    /** The table does not exist. */
    record CreateTable(TableSpec spec) implements SchemaChange {
        @Override
        public String sql() {
            String columns = spec.columns().stream().map(ColumnSpec::sql).collect(Collectors.joining(", "));
            String key = spec.key().stream().map(Identifier::quote).collect(Collectors.joining(", "));
            return "CREATE TABLE IF NOT EXISTS " + spec.id().quoted() + " (" + columns + ", PRIMARY KEY (" + key + "))";
        }
    }

    /** The table lacks a column. */
    record AddColumn(TableId table, ColumnSpec column) implements SchemaChange {
        @Override
        public String sql() {
            return "ALTER TABLE " + table.quoted() + " ADD COLUMN IF NOT EXISTS " + column.sql();
        }
    }

    static List<String> sql(List<SchemaChange> changes) {
        return changes.stream().map(SchemaChange::sql).toList();
    }
}
