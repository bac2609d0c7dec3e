/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.SideColumn;
import dev.tandem.postgres.sink.type.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One step that brings a table to the shape of the incoming records. */
sealed interface SchemaChange {
    /** Returns the statements. They are idempotent where Postgres allows it, since others may be making the same change. */
    List<String> sql();

    /** Returns what is missing, in words. */
    String reason();

    /** Returns whether it leaves everything that exists as it is. */
    boolean addsOnly();

    /** Returns whether Postgres has to rewrite the whole table. */
    default boolean rewrites() {
        return false;
    }

    /** The table does not exist. */
    record CreateTable(TableSpec spec) implements SchemaChange {
        @Override
        public List<String> sql() {
            TableId table = spec.id();
            String columns = spec.columns().stream().map(ColumnSpec::sql).collect(Collectors.joining(", "));
            String key = spec.key().stream().map(Identifier::quote).collect(Collectors.joining(", "));
            List<String> sql = new ArrayList<>();
            sql.add("CREATE SCHEMA IF NOT EXISTS " + Identifier.quote(table.schema()));
            if (spec.surrogateKey()) {
                sql.add("CREATE TABLE IF NOT EXISTS " + table.quoted() + " (id serial PRIMARY KEY, " + columns + ")");
                sql.add(index("UNIQUE INDEX", "hcu_idx_", String.join("_", spec.key()), key));
            } else {
                sql.add("CREATE TABLE IF NOT EXISTS " + table.quoted() + " (" + columns + ", PRIMARY KEY (" + key
                        + "))");
            }
            for (String column : spec.indexed()) {
                sql.add(index("INDEX", "hc_idx_", column, Identifier.quote(column)));
            }
            return sql;
        }

        private String index(String kind, String prefix, String columns, String quoted) {
            String name = Identifier.fit(prefix + spec.id().name() + "_" + columns);
            return "CREATE " + kind + " IF NOT EXISTS " + Identifier.quote(name) + " ON "
                    + spec.id().quoted() + " (" + quoted + ")";
        }

        @Override
        public String reason() {
            return "table " + spec.id() + " does not exist";
        }

        @Override
        public boolean addsOnly() {
            return true;
        }
    }

    /** The table lacks a column. */
    record AddColumn(TableId table, ColumnSpec column) implements SchemaChange {
        @Override
        public List<String> sql() {
            return List.of("ALTER TABLE " + table.quoted() + " ADD COLUMN IF NOT EXISTS " + column.sql());
        }

        @Override
        public String reason() {
            return "table " + table + " has no column " + column.name() + " (" + column.type() + ")";
        }

        @Override
        public boolean addsOnly() {
            return true;
        }
    }

    /** A column cannot hold the values without a rewrite, and another for them is not there yet. */
    record AddSideColumn(TableId table, String main, String name, PgType type) implements SchemaChange {
        @Override
        public List<String> sql() {
            return List.of(
                    "ALTER TABLE " + table.quoted() + " ADD COLUMN " + Identifier.quote(name) + " " + type, mark());
        }

        /** Makes the column known as one of this kind. */
        String mark() {
            return "COMMENT ON COLUMN " + table.quoted() + "." + Identifier.quote(name) + " IS "
                    + Identifier.literal(SideColumn.comment(main, type));
        }

        @Override
        public String reason() {
            return "table " + table + " has no column " + name + " (" + type + ") for the values that column " + main
                    + " cannot hold";
        }

        @Override
        public boolean addsOnly() {
            return true;
        }
    }

    /** A column's type is too small for the values. */
    record AlterType(TableId table, String column, PgType from, PgType.Widening to) implements SchemaChange {
        @Override
        public List<String> sql() {
            return List.of("ALTER TABLE " + table.quoted() + " ALTER COLUMN " + Identifier.quote(column) + " TYPE "
                    + to.type() + (to.rewrites() ? " USING " + converted() : ""));
        }

        private String converted() {
            String value = Identifier.quote(column);
            return switch (to.type().kind()) {
                // Without the zone, a date or timestamp is a wall clock of UTC, as everywhere in this sink.
                case TIMESTAMPTZ -> value + "::timestamp AT TIME ZONE 'UTC'";
                // From double precision, a direct cast would keep 15 digits only.
                case NUMERIC -> value + "::text::" + to.type();
                default -> value + "::" + to.type();
            };
        }

        @Override
        public String reason() {
            return "column " + column + " of " + table + " is " + from + ", too small for " + to.type();
        }

        @Override
        public boolean addsOnly() {
            return false;
        }

        @Override
        public boolean rewrites() {
            return to.rewrites();
        }
    }

    /** A null has come for a column that does not take one. */
    record DropNotNull(TableId table, String column) implements SchemaChange {
        @Override
        public List<String> sql() {
            return List.of(
                    "ALTER TABLE " + table.quoted() + " ALTER COLUMN " + Identifier.quote(column) + " DROP NOT NULL");
        }

        @Override
        public String reason() {
            return "column " + column + " of " + table + " is NOT NULL";
        }

        @Override
        public boolean addsOnly() {
            return false;
        }
    }
}
