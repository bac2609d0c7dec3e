/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table as the catalog describes it, as far as a switch between read_only and read_write depends on it.
 *
 * @param partitions the leaf partitions; empty for an ordinary table
 * @param partitionColumns the columns of the partition key
 * @param columns the columns by name
 * @param indexes all indexes
 * @param takenNames the names of indexes and sequences in its schema that are not its own
 * @param checks the names of check constraints, mapped to whether they are validated
 * @param referencing foreign keys that depend on the primary key, as {@code table.constraint}
 * @param options the options of the existing triggers as canonical JSON; null if the table is not two-way
 * @param triggers the names of the triggers of Tandem's
 * @param sqlVersion the version of the SQL file that created the triggers; 0 if the table is not two-way
 */
public record TableState(
        TableId id,
        long oid,
        List<TableId> partitions,
        List<String> partitionColumns,
        Map<String, ColumnState> columns,
        List<IndexState> indexes,
        Set<String> takenNames,
        Map<String, Boolean> checks,
        List<String> referencing,
        String options,
        Set<String> triggers,
        int sqlVersion) {

    /**
     * A column.
     *
     * @param number its number, which another column of the same name does not get, as long as the table is the same
     * @param type as in DDL, with the collation if that decides which texts differ
     */
    record ColumnState(int number, String type, boolean notNull, boolean hasDefault) {}

    /**
     * An index.
     *
     * @param table the table or partition that it is on
     * @param constraint the name of its primary key or unique constraint; null if it is only an index
     * @param plain true if it is neither partial nor over expressions
     */
    record IndexState(
            TableId table,
            String name,
            List<String> columns,
            String constraint,
            boolean primary,
            boolean unique,
            boolean plain,
            boolean valid) {}

    boolean isPartitioned() {
        return !partitionColumns.isEmpty();
    }

    boolean isTwoWay() {
        return options != null;
    }

    /** Returns the primary key; null if there is none. */
    IndexState primaryKey() {
        return indexes.stream()
                .filter(index -> index.primary && index.table.equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Returns a name, or a similar one if another table's index or sequence has it. A table that was renamed keeps its indexes. */
    String freeName(String wanted) {
        String name = Identifier.fit(wanted);
        for (int number = 2; takenNames.contains(name); number++) {
            name = Identifier.fit(wanted + "_" + number);
        }
        return name;
    }

    /** Returns the index of this name on this table or partition; null if there is none. */
    IndexState index(TableId table, String name) {
        return indexes.stream()
                .filter(index -> index.table.equals(table) && index.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns whether a valid unique index covers exactly this column. */
    boolean isUnique(String column) {
        return indexes.stream()
                .anyMatch(index -> index.table.equals(id)
                        && index.unique
                        && index.plain
                        && index.valid
                        && index.columns.equals(List.of(column)));
    }
}
