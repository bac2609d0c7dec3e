/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.sink.table.Collation;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.type.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A comparison of a table with what records ask for. Nothing is ever dropped. Pure. */
final class SchemaDiff {
    private SchemaDiff() {}

    static List<SchemaChange> between(Optional<Table> actual, TableSpec wanted, TableRewrite rewrite) {
        if (actual.isEmpty()) {
            return List.of(new SchemaChange.CreateTable(wanted));
        }
        List<SchemaChange> changes = new ArrayList<>();
        for (ColumnSpec spec : wanted.columns()) {
            Column column = actual.get().columns().get(spec.name());
            if (column == null) {
                if (spec.derived()) {
                    continue;
                }
                changes.add(new SchemaChange.AddColumn(wanted.id(), spec));
            } else if (!column.isFilledByPostgres()) {
                boolean isKey = wanted.key().contains(spec.name());
                changes.addAll(changes(
                        actual.get(),
                        column,
                        spec,
                        isKey && rewrite == TableRewrite.NEW_COLUMN ? TableRewrite.NEVER : rewrite));
            }
        }
        return changes;
    }

    private static List<SchemaChange> changes(Table table, Column column, ColumnSpec spec, TableRewrite rewrite) {
        List<SchemaChange> changes = new ArrayList<>();
        PgType needed = column.declared();
        for (PgType type : spec.needed()) {
            if (rewrite == TableRewrite.ALLOWED || !column.declared().isTooSmallFor(type)) {
                needed = needed.widerOf(type);
            } else if (rewrite == TableRewrite.NEW_COLUMN
                    && ColumnChoice.sideColumn(table, column.name(), type).isEmpty()) {
                changes.add(new SchemaChange.AddSideColumn(
                        table.id(), column.name(), ColumnChoice.sideColumnName(column.name(), type), type.unlimited()));
            }
        }
        column.declared()
                .wideningTo(needed)
                .map(to -> new SchemaChange.AlterType(
                        table.id(), column.name(), column.declared(), collated(to, column.collation())))
                .ifPresent(changes::add);
        return changes;
    }

    /** Returns the new type with the column's collation. Its own collation might disagree about which texts are equal. */
    private static PgType.Widening collated(PgType.Widening to, Collation collation) {
        return to.type().isText() ? new PgType.Widening(to.type().collated(collation.name()), to.rewrites()) : to;
    }
}
