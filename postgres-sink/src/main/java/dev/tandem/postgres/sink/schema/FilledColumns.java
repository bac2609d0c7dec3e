/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.SystemColumn;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The columns that this task has filled, by table. If one of them has to be added again, someone has dropped or renamed it, and existing
 * rows have no value in the new one. A task that has started since knows of a rename by a column that no field fills.
 */
final class FilledColumns {
    private static final String REMEDY =
            " Existing rows have null in it until each is read again, so order a complete read at the"
                    + " source; with two-way sync, Tandem does so itself. To keep another name in a read_only table, set field.renames of"
                    + " LastWriterWins; in a two-way table, offer it by a view or a generated column. To do without the column, leave the"
                    + " field out at the source.";

    private final Map<TableId, Set<String>> byTable = new HashMap<>();

    /** Notes the columns that records fill in a table. */
    void add(TableSpec filled) {
        Set<String> columns = byTable.computeIfAbsent(filled.id(), added -> new HashSet<>());
        filled.columns().forEach(column -> columns.add(column.name()));
    }

    /** Returns warnings of the columns that an existing table is about to get, and whose values existing rows had before. */
    List<String> warnings(Table table, TableSpec wanted, List<SchemaChange> changes, TableLayout layout) {
        List<String> warnings = new ArrayList<>();
        for (SchemaChange change : changes) {
            if (change instanceof SchemaChange.AddColumn added) {
                warning(table, wanted, added.column(), layout).ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    private Optional<String> warning(Table table, TableSpec wanted, ColumnSpec added, TableLayout layout) {
        if (SystemColumn.isOne(added.name(), layout)) {
            return Optional.empty();
        }
        String column = "Column " + Printable.of(added.name()) + " of table " + table.id();
        Set<String> filled = byTable.get(table.id());
        if (filled != null) {
            return filled.contains(added.name())
                    ? Optional.of(column + " was dropped or renamed, and is added again." + REMEDY)
                    : Optional.empty();
        }
        List<String> similar = UnfilledColumns.of(table, wanted, layout).stream()
                .filter(name -> table.columns().get(name).declared().equals(added.type()))
                .toList();
        return similar.isEmpty()
                ? Optional.empty()
                : Optional.of(column + " is added. If it is an old one that was renamed to one of "
                        + Printable.of(similar.toString()) + ", which no field fills, give it its name back." + REMEDY);
    }
}
