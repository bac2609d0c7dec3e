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

/**
 * A table as the catalog had it when it was read.
 *
 * @param columns by name, in their order
 * @param uniqueKeys the columns of each unique index that can tell rows apart (not partial, not over expressions)
 * @param besides by column, those beside it
 */
public record Table(
        TableId id,
        Kind kind,
        Map<String, Column> columns,
        List<List<String>> uniqueKeys,
        Map<String, List<Column>> besides) {
    /** The system column that holds the version of the newest change applied to the row. */
    public static final String SYNC_VERSION = "_sync_version";

    /** The system column that tells where that change was made; only where conflicts are logged. */
    public static final String SYNC_ORIGIN = "_sync_origin";

    public Table {
        columns = new LinkedHashMap<>(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
        besides = Map.copyOf(besides);
    }

    Table(TableId id, Kind kind, Map<String, Column> columns, List<List<String>> uniqueKeys) {
        this(id, kind, columns, uniqueKeys, besides(columns.values()));
    }

    private static Map<String, List<Column>> besides(Collection<Column> columns) {
        Map<String, List<Column>> besides = new HashMap<>();
        for (Column column : columns) {
            if (column.besideOf() != null) {
                besides.computeIfAbsent(column.besideOf(), added -> new ArrayList<>())
                        .add(column);
            }
        }
        return besides;
    }

    /** The columns that take values of the same field as {@code home} does, of types that it cannot hold. */
    public List<Column> beside(String home) {
        return besides.getOrDefault(home, List.of());
    }

    /** What the catalog's {@code relkind} says. */
    public enum Kind {
        TABLE("r", "table"),
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

        /** Whether rows can be inserted or updated by their key. */
        public boolean takesUpserts() {
            return this == TABLE || this == PARTITIONED;
        }
    }

    public boolean hasOrigins() {
        return columns.containsKey(SYNC_ORIGIN);
    }

    public boolean isVersioned() {
        return columns.containsKey(SYNC_VERSION);
    }
}
