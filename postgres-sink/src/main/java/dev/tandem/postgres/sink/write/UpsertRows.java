/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.batch.RowWrite;
import dev.tandem.postgres.sink.execution.Once;
import dev.tandem.postgres.sink.sql.BatchRows;
import dev.tandem.postgres.sink.sql.Rows;
import dev.tandem.postgres.sink.sql.WrittenFields;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The rows of an UPDATE or INSERT, in up to four parts, so that Postgres can work on one part while the next is encoded. Each part
 * is encoded once, by the thread that comes to it first.
 */
final class UpsertRows {
    private static final int MAX_PARTS = 4;
    private static final int MIN_ROWS = 250;

    private final List<RowWrite> writes;
    private final WrittenFields fields;
    private final List<Once<Rows>> parts = new ArrayList<>(MAX_PARTS);

    UpsertRows(BatchRows rows, List<RowWrite> writes) {
        this.writes = writes;
        this.fields = rows.written(writes);
        int partSize = Math.max(MIN_ROWS, (writes.size() + MAX_PARTS - 1) / MAX_PARTS);
        for (int start = 0; start < writes.size(); start += partSize) {
            List<RowWrite> part = writes.subList(start, Math.min(writes.size(), start + partSize));
            parts.add(new Once<>(() -> rows.of(part, fields)));
        }
    }

    /** Returns the number of rows. */
    int size() {
        return writes.size();
    }

    /** Returns the writes that consist only of updates. They could create a missing row only from the fields that they carry. */
    List<RowWrite> partial() {
        return writes.stream().filter(RowWrite::partial).toList();
    }

    WrittenFields fields() {
        return fields;
    }

    int parts() {
        return parts.size();
    }

    /** Encodes all parts. A failure waits for {@link #takePart}. */
    void encode() {
        parts.forEach(Once::run);
    }

    /** Returns a part, and has the next one encoded meanwhile. */
    Rows takePart(int index, Executor encoder) throws SQLException {
        Rows part = parts.get(index).get();
        if (index + 1 < parts.size()) {
            encoder.execute(parts.get(index + 1)::run);
        }
        return part;
    }
}
