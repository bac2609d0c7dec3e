/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.pipeline;

import dev.tandem.postgres.sink.sql.RowStatement;
import dev.tandem.postgres.sink.sql.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Runs a statement once for each part of its rows, and encodes the next part while Postgres works on the one before.
 *
 * <p><b>Order.</b> Parts run one after the other, in their order.
 *
 * <p><b>Threads.</b> Call every method from the transaction's thread. Statements run on a thread of the pipeline's own, so do not
 * use the connection until {@link #execute} has returned or thrown.
 *
 * <p><b>Failure.</b> {@link #execute} throws what the statement or the encoding threw, and nothing runs any more.
 */
public final class StatementPipeline implements AutoCloseable {
    private final EncodingHandoff encoding;
    private final SingleThread thread = new SingleThread("tandem-postgres-sink-statements");

    public StatementPipeline(EncodingHandoff encoding) {
        this.encoding = encoding;
    }

    /**
     * Runs the statement for each part.
     *
     * @param statement creates the statement, which is the same for all parts, from the first
     * @param parts at least one; to take the next is to encode it
     * @return how many rows the statements changed together
     */
    public long execute(StatementRunner runner, Function<Rows, RowStatement> statement, Iterator<Rows> parts)
            throws SQLException {
        Rows first = encoding.run(parts::next);
        RowStatement same = statement.apply(first);
        if (!parts.hasNext()) {
            encoding.release();
            return runner.update(same, first);
        }
        long changed = 0;
        Future<Long> running = thread.submit(() -> runner.update(same, first));
        try {
            Iterator<Rows> rest = encoding.isOffered() ? encodeAll(parts) : parts;
            while (rest.hasNext()) {
                Rows next = rest.next();
                changed += SingleThread.result(running);
                running = thread.submit(() -> runner.update(same, next));
            }
            return changed + SingleThread.result(running);
        } catch (RuntimeException failure) {
            awaitEnd(running, failure);
            throw failure;
        }
    }

    /** Encodes all parts at once: the thread that encodes has other work to do and must not wait for statements. */
    private Iterator<Rows> encodeAll(Iterator<Rows> parts) {
        List<Rows> all = encoding.run(() -> {
            List<Rows> rest = new ArrayList<>();
            parts.forEachRemaining(rest::add);
            return rest;
        });
        encoding.release();
        return all.iterator();
    }

    private static void awaitEnd(Future<Long> running, RuntimeException failure) {
        try {
            SingleThread.result(running);
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
