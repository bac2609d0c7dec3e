/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares a table with what records ask for. Pure; nothing is ever dropped. */
final class SchemaDiff {
    private SchemaDiff() {}

    static List<SchemaChange> between(Optional<Table> actual, TableSpec wanted) {
        if (actual.isEmpty()) {
            return List.of(new SchemaChange.CreateTable(wanted));
        }
        List<SchemaChange> changes = new ArrayList<>();
        for (ColumnSpec spec : wanted.columns()) {
            Column column = actual.get().columns().get(spec.name());
            if (column == null) {
                changes.add(new SchemaChange.AddColumn(wanted.id(), spec));
            } else if (!column.isFilledByPostgres()) {
                ColumnTypes.widening(column.declared(), spec.type())
                        .map(to -> new SchemaChange.AlterType(wanted.id(), spec.name(), column.declared(), to))
                        .ifPresent(changes::add);
            }
        }
        return changes;
    }
}
