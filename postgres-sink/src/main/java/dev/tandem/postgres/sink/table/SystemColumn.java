/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.postgres.sink.type.TypeKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A column that the sink adds to its tables and writes itself, so that a field of its name is passed over.
 *
 * @param value the SQL of what a written row gets, where {@code s} is the relation of the rows
 */
public record SystemColumn(String name, PgType type, String value) {
    /** The version of the newest change applied to the row. */
    public static final SystemColumn VERSION = new SystemColumn("_sync_version", TypeKind.BIGINT.type(), "s.v");

    /** The origin of that change; only where conflicts are logged. */
    public static final SystemColumn ORIGIN = new SystemColumn("_sync_origin", TypeKind.TEXT.type(), "s.o");

    /** The versions and origins of fields that differ from the row's; only where conflicts are logged. */
    public static final SystemColumn FIELDS = new SystemColumn("_sync_fields", TypeKind.JSONB.type(), "s.f::jsonb");

    /** The stamps of fields, of a row that is written as a whole. */
    private static final SystemColumn NO_FIELDS = new SystemColumn(FIELDS.name, FIELDS.type, "NULL");

    /** An origin from when conflicts were logged, which is no longer true of a row that is written without one. */
    private static final SystemColumn NO_ORIGIN = new SystemColumn(ORIGIN.name, ORIGIN.type, "NULL");

    /** Returns the columns that the tables of a layout should have. */
    public static List<SystemColumn> wanted(TableLayout layout, boolean origins) {
        List<SystemColumn> columns = new ArrayList<>(layout.systemColumns());
        columns.add(VERSION);
        if (origins) {
            columns.add(ORIGIN);
            columns.add(FIELDS);
        }
        return columns;
    }

    /** Returns the columns that a table has, with what is written to them. */
    public static List<SystemColumn> written(Table table, TableLayout layout, boolean origins) {
        List<SystemColumn> columns = new ArrayList<>();
        if (table.isVersioned()) {
            columns.add(VERSION);
        }
        if (table.hasOrigins()) {
            columns.add(origins ? ORIGIN : NO_ORIGIN);
        }
        if (table.hasFieldStamps()) {
            columns.add(origins ? FIELDS : NO_FIELDS);
        }
        layout.systemColumns().stream()
                .filter(column -> table.columns().containsKey(column.name))
                .forEach(columns::add);
        return columns;
    }

    /** Returns whether a table of this layout may have a system column of this name. */
    public static boolean isOne(String name, TableLayout layout) {
        return wanted(layout, true).stream().anyMatch(column -> column.name.equals(name));
    }
}
