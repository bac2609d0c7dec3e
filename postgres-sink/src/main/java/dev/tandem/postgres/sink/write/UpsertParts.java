/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.execution.EncodingHandoff;
import dev.tandem.postgres.sink.execution.SingleThread;
import dev.tandem.postgres.sink.plan.RowWrite;
import dev.tandem.postgres.sink.sql.ColumnArrays;
import dev.tandem.postgres.sink.sql.RowEncoder;
import dev.tandem.postgres.sink.sql.WrittenFields;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * The rows of an UPDATE or INSERT, in up to four parts, so that Postgres can work on one part while the next is encoded. Each part
 * is encoded once: a {@link FutureTask} runs in the thread that comes to it first, and others wait for its result. Where the
 * encoding was handed over, the writing thread leaves all of it to the task's thread.
 */
final class UpsertParts {
    private static final int MAX_PARTS = 4;
    private static final int MIN_ROWS = 250;
    /** The part of the rows, as a divisor, for which Postgres has to wait. */
    private static final int FIRST_PART = 10;
    /** The number of rows that take about as long to encode as a thread takes to wake up. */
    private static final int MIN_ROWS_TO_HAND_OVER = 50;

    private final RowEncoder encoder;
    private final List<RowWrite> writes;
    private final WrittenFields fields;
    private final List<FutureTask<ColumnArrays>> parts = new ArrayList<>(MAX_PARTS);
    private boolean handedOver;

    UpsertParts(RowEncoder encoder, List<RowWrite> writes) {
        this.encoder = encoder;
        this.writes = writes;
        this.fields = encoder.columns().written(writes);
        int first = Math.max(MIN_ROWS, writes.size() / FIRST_PART);
        int others = Math.max(MIN_ROWS, (writes.size() - first + MAX_PARTS - 2) / (MAX_PARTS - 1));
        for (int start = 0, end = first; start < writes.size(); start = end, end += others) {
            List<RowWrite> part = writes.subList(start, Math.min(writes.size(), end));
            parts.add(new FutureTask<>(() -> encoder.rows(part, fields)));
        }
    }

    /** Returns the rows. */
    List<RowWrite> writes() {
        return writes;
    }

    /** Returns the number of rows. */
    int rows() {
        return writes.size();
    }

    /** Returns the number of rows whose changes are all updates. They create a missing row only from the fields that they carry. */
    int partialRows() {
        int partial = 0;
        for (RowWrite write : writes) {
            partial += write.partial() ? 1 : 0;
        }
        return partial;
    }

    /** Returns the rows whose changes are all updates. */
    UpsertParts partial() {
        return new UpsertParts(
                encoder, writes.stream().filter(RowWrite::partial).toList());
    }

    WrittenFields fields() {
        return fields;
    }

    /** Returns the number of parts. */
    int count() {
        return parts.size();
    }

    /** Lets the task's thread encode the rows, if it waits for those of its first table. Few rows are not worth waking it up. */
    static void handOver(EncodingHandoff handoff, UpsertParts first, UpsertParts second) {
        if (first.rows() + second.rows() < MIN_ROWS_TO_HAND_OVER) {
            handoff.release();
            return;
        }
        boolean accepted = handoff.offer(() -> {
            first.encode();
            second.encode();
        });
        first.handedOver = accepted;
        second.handedOver = accepted;
    }

    /** Encodes all parts. A failure waits for {@link #take}. */
    private void encode() {
        parts.forEach(FutureTask::run);
    }

    /** Returns a part, and has the next one encoded meanwhile. */
    ColumnArrays take(int index, Executor encoding) throws SQLException {
        FutureTask<ColumnArrays> part = parts.get(index);
        if (!handedOver) {
            part.run();
        }
        ColumnArrays encoded = SingleThread.result(part);
        if (index + 1 < parts.size() && !handedOver) {
            encoding.execute(parts.get(index + 1));
        }
        return encoded;
    }
}
