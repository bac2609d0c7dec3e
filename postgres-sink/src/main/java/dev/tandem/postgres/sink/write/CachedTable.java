/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.plan.RowExpectation;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.sql.RowScope;
import dev.tandem.postgres.sink.table.Table;
import dev.tandem.postgres.sink.twoway.TwoWayTarget;
import java.util.Set;

/**
 * A table and the shapes of records that it is known to hold.
 *
 * @param expectation what the next rows will probably be; kept when the table is changed and cached again
 * @param twoWay the table as a two-way table; null if its local edits stay local
 */
record CachedTable(Table table, Set<RowShape> shapes, RowExpectation expectation, TwoWayTarget twoWay) {
    boolean holds(TableChanges changes) {
        return shapes.containsAll(changes.shapes());
    }

    boolean isTwoWay() {
        return twoWay != null;
    }

    RowScope scope() {
        return isTwoWay() ? RowScope.ROWS_AT_REST : RowScope.ALL_ROWS;
    }

    /** Returns the same table for some of a transaction's changes, which say nothing about those of the next one. */
    CachedTable withoutExpectation() {
        return new CachedTable(table, shapes, new RowExpectation(), twoWay);
    }
}
