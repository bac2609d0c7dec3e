/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.sql.BatchRows;
import dev.tandem.postgres.sink.sql.FieldMask;
import dev.tandem.postgres.sink.sql.Rows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The rows of an UPDATE or INSERT in a few parts, each encoded once, when it is first needed. */
final class UpsertParts implements Iterable<Rows> {
    private static final int MAX_PARTS = 4;
    private static final int MIN_ROWS = 250;

    private final BatchRows rows;
    private final List<RowWrite> writes;
    private final BitSet positions;
    private final FieldMask mask;
    private final int partSize;
    private final List<Rows> encoded = new ArrayList<>(MAX_PARTS);

    UpsertParts(BatchRows rows, List<RowWrite> writes) {
        this.rows = rows;
        this.writes = writes;
        this.positions = rows.settable(writes);
        this.mask = FieldMask.of(writes, positions);
        this.partSize = Math.max(MIN_ROWS, (writes.size() + MAX_PARTS - 1) / MAX_PARTS);
    }

    int size() {
        return writes.size();
    }

    /** Returns the positions of the columns that some row sets. */
    BitSet positions() {
        return positions;
    }

    FieldMask mask() {
        return mask;
    }

    /** Returns the parts; to take the next is to encode it. */
    @Override
    public Iterator<Rows> iterator() {
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
