/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.postgres.sink.type.ValueTypes;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * The choice of the column that takes the values of a field: the one of its name or, where that cannot hold their type, a side
 * column of that type ({@link TableRewrite#NEW_COLUMN}). Decided by the catalog alone, so that all tasks agree, also after a restart. Pure.
 */
public final class ColumnChoice {
    private ColumnChoice() {}

    /** Returns the column of the table that takes values of a schema for the field whose main column is {@code main}. */
    public static Column of(Table table, String main, Schema schema, TableLayout layout) {
        Column own = table.columns().get(main);
        if (table.sideColumnsOf(main).isEmpty()) {
            return own;
        }
        PgType wanted = type(schema, layout);
        return own.isFilledByPostgres() || !own.declared().isTooSmallFor(wanted)
                ? own
                : sideColumn(table, main, wanted).orElse(own);
    }

    /** Returns the side column of {@code main} for values of this type. */
    static Optional<Column> sideColumn(Table table, String main, PgType wanted) {
        PgType type = wanted.unlimited();
        return table.sideColumnsOf(main).stream()
                .filter(column -> column.declared().equals(type))
                .findFirst();
    }

    /** Returns the name of a new side column of {@code main} for values of this type. */
    static String sideColumnName(String main, PgType wanted) {
        return Identifier.fit(main + "_" + wanted.unlimited().word());
    }

    /** Returns the type of a new column for values of this schema. */
    static PgType type(Schema schema, TableLayout layout) {
        return layout.columnType(schema, ValueTypes.of(schema).columnType(schema));
    }
}
