/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.rule.ChangeRule;
import dev.tandem.twoway.state.RowStore;
import java.util.Map;
import java.util.Set;

/**
 * A two-way table that is ready to be written.
 *
 * @param object the API name of its object, by which re-reads are asked for
 * @param externalIdColumn the column of the external id that holds the row's key; empty if the table takes no local inserts
 * @param writableColumns the columns whose values can conflict
 * @param columns all columns of the table, by name
 * @param owners of columns; all others belong to their last writer
 * @param nulRule the treatment of U+0000 in text
 */
public record TwoWayTarget(
        RowStore store,
        String object,
        String externalIdColumn,
        Set<String> writableColumns,
        Map<String, Column> columns,
        Map<String, FieldOwner> owners,
        TieBreaker ties,
        NulRule nulRule) {
    ChangeRule rule() {
        return new ChangeRule(ties, owners);
    }

    boolean isPostgresOwned(String column) {
        return owners.get(column) == FieldOwner.POSTGRES;
    }
}
