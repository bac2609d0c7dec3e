/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.postgres.session.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table, as it was when the catalog was read.
 *
 * @param columns by name, in their order
 * @param uniqueKeys the columns of each unique index that can identify rows (not partial, not over expressions)
 * @param traits what a writer must know of it
 * @param fingerprint the number that changes with its columns (see {@link Catalog#FINGERPRINT})
 * @param sideColumns by the name of the main column
 */
public record Table(
        TableId id,
        Kind kind,
        Map<String, Column> columns,
        List<List<String>> uniqueKeys,
        Set<Trait> traits,
        String fingerprint,
        Map<String, List<Column>> sideColumns) {
    public Table {
        columns = new LinkedHashMap<>(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
        traits = Set.copyOf(traits);
        sideColumns = Map.copyOf(sideColumns);
    }

    public Table(
            TableId id,
            Kind kind,
            Map<String, Column> columns,
            List<List<String>> uniqueKeys,
            Set<Trait> traits,
            String fingerprint) {
        this(id, kind, columns, uniqueKeys, traits, fingerprint, sideColumns(columns.values()));
    }

    /** A trait of a table that lets rows get lost without an error, or takes other statements. */
    public enum Trait {
        INSTEAD_RULES(
                "has INSTEAD rules, which may lead rows elsewhere. The metric rows-skipped counts those that are not in the table"
                        + " after they were written. Drop the rules (see pg_rules) if the table is to be complete."),
        /** ALSO rules for INSERT, which matter in two-way tables only. */
        ALSO_RULES(""),
        /**
         * Rules for INSERT or UPDATE. Those for INSERT run after it, when a condition that the row is missing no longer holds, and
         * Postgres takes no ON CONFLICT with either.
         */
        WRITE_RULES(""),
        /** Triggers of users that run before a row is inserted, and may write another row or values. */
        INSERT_TRIGGERS(""),
        /** Triggers of users that run before a row is updated, and may write another row or values. */
        UPDATE_TRIGGERS(""),
        UNLOGGED(
                "is UNLOGGED, so a crash of Postgres empties it, and no record is read again. Run ALTER TABLE ... SET LOGGED."),
        ROW_SECURITY(
                "has row-level security that applies to the sink, which can neither update nor delete rows that it does not"
                        + " see. Give its role a policy for all rows, or BYPASSRLS.");

        private final String warning;

        Trait(String warning) {
            this.warning = warning;
        }

        /** Returns what a user should know, to follow the table's name; empty if nothing. */
        public String warning() {
            return warning;
        }
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    private static Map<String, List<Column>> sideColumns(Collection<Column> columns) {
        Map<String, List<Column>> sideColumns = new HashMap<>();
        for (Column column : columns) {
            if (column.mainColumn() != null) {
                sideColumns
                        .computeIfAbsent(column.mainColumn(), added -> new ArrayList<>())
                        .add(column);
            }
        }
        return sideColumns;
    }

    /** Returns the columns that take values of the same field as {@code main} does, of types that it cannot hold. */
    public List<Column> sideColumnsOf(String main) {
        return sideColumns.getOrDefault(main, List.of());
    }

    /** A kind of relation, mostly as in the catalog's {@code relkind}. */
    public enum Kind {
        TABLE("r", "table"),
        /** A table that others inherit. They are tables of their own, and no statement is to touch their rows. */
        PARENT("parent", "table"),
        PARTITIONED("p", "partitioned table"),
        VIEW("v", "view"),
        MATERIALIZED_VIEW("m", "materialized view"),
        FOREIGN("f", "foreign table"),
        SEQUENCE("S", "sequence"),
        INDEX("i", "index"),
        PARTITIONED_INDEX("I", "partitioned index"),
        COMPOSITE_TYPE("c", "composite type");

        private final String code;
        private final String words;

        Kind(String code, String words) {
            this.code = code;
            this.words = words;
        }

        static Kind of(String code) {
            for (Kind kind : values()) {
                if (kind.code.equals(code)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("relkind " + code);
        }

        public String words() {
            return words;
        }

        /** Returns whether rows can be inserted or updated by their key. */
        public boolean takesUpserts() {
            return this == TABLE || this == PARENT || this == PARTITIONED;
        }
    }

    /** Returns the SQL of the table's own rows, without those of tables that inherit it. */
    public String ownRows() {
        return (kind == Kind.PARENT ? "ONLY " : "") + id.quoted();
    }

    /** Returns whether a unique index is over exactly these columns. */
    public boolean hasKey(Set<String> columns) {
        return uniqueKeys.stream().anyMatch(key -> Set.copyOf(key).equals(columns));
    }

    /** Returns whether rows keep the origin of their last change. */
    public boolean hasOrigins() {
        return columns.containsKey(SystemColumn.ORIGIN.name());
    }

    /** Returns whether rows keep the version and origin of each field. */
    public boolean hasFieldStamps() {
        return hasOrigins() && columns.containsKey(SystemColumn.FIELDS.name());
    }

    /** Returns whether rows keep the version of their last change. */
    public boolean isVersioned() {
        return columns.containsKey(SystemColumn.VERSION.name());
    }
}
