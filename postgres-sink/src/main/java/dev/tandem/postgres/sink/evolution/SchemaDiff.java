/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.sink.table.Table;
import java.util.List;
import java.util.Optional;

/** Compares a table with what records ask for. Pure; nothing is ever dropped. */
final class SchemaDiff {
    private SchemaDiff() {}

    static List<SchemaChange> between(Optional<Table> actual, TableSpec wanted) {
        if (actual.isEmpty()) {
            return List.of(new SchemaChange.CreateTable(wanted));
        }
        return wanted.columns().stream()
                .filter(column -> !actual.get().columns().containsKey(column.name()))
                .<SchemaChange>map(column -> new SchemaChange.AddColumn(wanted.id(), column))
                .toList();
    }
}
