/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.List;

/**
 * The columns of a taken-over table that its former owner filled and that no record has a field for, so that they become stale
 * without an error. Pure.
 */
final class UnfilledColumns {
    /** Tandem's own columns and Heroku Connect's begin with it, and no name of Salesforce's does. */
    private static final String NOT_A_FIELD = "_";

    private static final String SURROGATE_KEY = "id";

    private UnfilledColumns() {}

    /** Returns their names, in the order of the table. Nothing is known of them while records carry no row, as deletes do not. */
    static List<String> of(Table table, TableSpec wanted, TableLayout layout) {
        return carriesRows(wanted, layout)
                ? table.columns().values().stream()
                        .filter(column -> isUnfilled(column, wanted, layout))
                        .map(Column::name)
                        .toList()
                : List.of();
    }

    private static boolean carriesRows(TableSpec wanted, TableLayout layout) {
        return wanted.columns().stream()
                .anyMatch(column -> !column.derived()
                        && !wanted.key().contains(column.name())
                        && !SystemColumn.isOne(column.name(), layout));
    }

    private static boolean isUnfilled(Column column, TableSpec wanted, TableLayout layout) {
        return !wanted.hasColumn(column.name())
                && !column.isFilledByPostgres()
                && column.mainColumn() == null
                && layout.fallbacks().get(column.name()) == null
                && !column.name().startsWith(NOT_A_FIELD)
                && !(wanted.surrogateKey() && column.name().equals(SURROGATE_KEY));
    }
}
