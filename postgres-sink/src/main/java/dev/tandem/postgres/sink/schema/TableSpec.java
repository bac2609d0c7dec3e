/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.postgres.sink.type.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table that can hold what the records of some changes carry.
 *
 * @param key the columns that identify rows
 * @param columns all columns, the key's first and the system columns last
 * @param surrogateKey whether the primary key is a serial {@code id} instead, which no record carries
 * @param indexed columns that get an index with the table
 */
record TableSpec(TableId id, List<String> key, List<ColumnSpec> columns, boolean surrogateKey, List<String> indexed) {

    static TableSpec of(TableChanges changes, TableLayout layout) {
        List<String> key = changes.fields().keyColumns();
        Map<String, PgType> columns = new LinkedHashMap<>();
        Map<String, Set<PgType>> needed = new HashMap<>();
        Map<String, String> defaults = new HashMap<>();
        Set<String> carried = new HashSet<>(key);
        for (int i = 0; i < key.size(); i++) {
            for (RowShape shape : changes.shapes()) {
                columns.merge(key.get(i), ColumnChoice.type(shape.keyColumnSchema(i), layout), TableSpec::exacter);
            }
        }
        for (RowShape shape : changes.shapes()) {
            shape.fields().forEach((number, field) -> {
                PgType type = ColumnChoice.type(field.schema(), layout);
                String column = shape.table().column(number);
                columns.merge(column, type, PgType::widerOf);
                if (!shape.isDerived(number)) {
                    carried.add(column);
                }
                // The first record knows best what the column had when it was added.
                if (!defaults.containsKey(column)) {
                    defaults.put(column, SourceDefault.of(field.schema(), type));
                }
                if (layout.isExact(field.schema())) {
                    needed.computeIfAbsent(column, added -> new LinkedHashSet<>())
                            .add(type);
                }
            });
        }
        SystemColumn.wanted(layout, changes.hasOrigins()).forEach(column -> {
            columns.putIfAbsent(column.name(), column.type());
            carried.add(column.name());
        });
        List<ColumnSpec> specs = new ArrayList<>();
        // Deletes alone store no key, and often know it by a wider type than the rows do.
        if (changes.shapes().stream().anyMatch(RowShape::hasValue)) {
            key.forEach(name -> needed.put(name, Set.of(columns.get(name))));
        }
        columns.forEach((name, type) -> specs.add(new ColumnSpec(
                name, type, needed.getOrDefault(name, Set.of()), defaults.get(name), !carried.contains(name))));
        List<String> indexed =
                layout.indexed().stream().filter(columns::containsKey).toList();
        return new TableSpec(changes.table(), key, specs, layout.hasSurrogateKey(), indexed);
    }

    boolean hasColumn(String name) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }

    /** Returns the type that says more. A delete's record knows the key by its bare schema only, that of a row may know the length. */
    private static PgType exacter(PgType one, PgType other) {
        return one.kind() == TypeKind.TEXT ? other : one;
    }
}
