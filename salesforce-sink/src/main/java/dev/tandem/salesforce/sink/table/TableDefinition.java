/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.change.FieldOwner;
import java.util.List;
import java.util.Map;

/**
 * The parts of a table that its users, or the Postgres sink, may change.
 *
 * @param columns the columns that are not Tandem's, with their types and numbers
 * @param partitions the partitions that hold its rows
 * @param owners of columns that do not belong to their last writer
 * @param notesEdits whether the triggers that note edits are there and enabled
 */
public record TableDefinition(
        Map<String, String> columns, List<TableId> partitions, Map<String, FieldOwner> owners, boolean notesEdits) {
    public TableDefinition {
        columns = Map.copyOf(columns);
        partitions = List.copyOf(partitions);
        owners = Map.copyOf(owners);
    }

    /** Returns the definition as it is once the table is two-way. */
    public TableDefinition withNotedEdits() {
        return new TableDefinition(columns, partitions, owners, true);
    }
}
