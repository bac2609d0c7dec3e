/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.ValueTypes;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * Which column takes the values of a field: the one of its name or, where that cannot hold their type, one of that type beside
 * it ({@link TableRewrite#NEW_COLUMN}). Decided by the catalog alone, so that all tasks agree, also after a restart. Pure.
 */
public final class ColumnChoice {
    private ColumnChoice() {}

    /** The column of the table that takes values of a schema for the field whose own column is {@code home}. */
    public static Column of(Table table, String home, Schema schema, TableLayout layout) {
        Column own = table.columns().get(home);
        if (table.beside(home).isEmpty()) {
            return own;
        }
        String wanted = type(schema, layout);
        return own.isFilledByPostgres() || !ColumnTypes.needsAnother(own.declared(), wanted)
                ? own
                : beside(table, home, wanted).orElse(own);
    }

    /** The column beside {@code home} that is there for values of this type. */
    static Optional<Column> beside(Table table, String home, String wanted) {
        String type = ColumnTypes.unlimited(wanted);
        return table.beside(home).stream()
                .filter(column -> column.declared().equals(type))
                .findFirst();
    }

    /** What the column beside {@code home} is called that is made for values of this type. */
    static String nameBeside(String home, String wanted) {
        String type = ColumnTypes.unlimited(wanted)
                .replace("timestamp with time zone", "timestamptz")
                .replace("time with time zone", "timetz")
                .replace(" without time zone", "")
                .replace("[]", "_array")
                .replace(' ', '_');
        return Identifier.fit(home + "_" + type);
    }

    /** The type of a new column for values of this schema. */
    static String type(Schema schema, TableLayout layout) {
        return layout.columnType(schema, ValueTypes.of(schema).columnType(schema));
    }
}
