/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.RowWrite;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Rows with the values that they are to get, as the parameters of an UPDATE or an INSERT: encoded once, in a few parts. */
final class UpsertRows {
    private static final int MOST_PARTS = 4;
    private static final int LEAST_ROWS = 250;

    private final BatchRows rows;
    private final List<RowWrite> writes;
    private final BitSet positions;
    private final FieldMask mask;
    private final int partSize;
    private final List<Rows> encoded = new ArrayList<>(MOST_PARTS);

    UpsertRows(BatchRows rows, List<RowWrite> writes) {
        this.rows = rows;
        this.writes = writes;
        this.positions = rows.settable(writes);
        this.mask = FieldMask.of(writes, positions);
        this.partSize = Math.max(LEAST_ROWS, (writes.size() + MOST_PARTS - 1) / MOST_PARTS);
    }

    int size() {
        return writes.size();
    }

    /** Updates those that exist and are older; returns how many. */
    long update(Connection connection, StatementThread thread, TableSql sql) throws SQLException {
        return thread.update(connection, first -> sql.update(first, positions, mask), parts());
    }

    /** Inserts those that do not exist; returns how many. */
    long insert(Connection connection, StatementThread thread, TableSql sql, boolean racing) throws SQLException {
        return thread.update(connection, first -> sql.insert(first, positions, mask, racing), parts());
    }

    private Iterator<Rows> parts() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next * partSize < writes.size();
            }

            @Override
            public Rows next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return part(next++);
            }
        };
    }

    private Rows part(int index) {
        if (index == encoded.size()) {
            List<RowWrite> part = writes.subList(index * partSize, Math.min(writes.size(), (index + 1) * partSize));
            encoded.add(rows.of(part, positions, mask));
        }
        return encoded.get(index);
    }
}
