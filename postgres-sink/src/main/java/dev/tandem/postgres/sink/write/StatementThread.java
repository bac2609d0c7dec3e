/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Runs statements of a transaction on a thread of its own, so that the next rows are encoded while Postgres works on those before.
 * Called by the transaction's thread, which must not use the connection meanwhile, and may again when a method has returned or
 * thrown.
 */
final class StatementThread implements AutoCloseable {
    private final LentThread encoding;
    private final SideThread thread = new SideThread("tandem-postgres-sink-statements");

    StatementThread(LentThread encoding) {
        this.encoding = encoding;
    }

    /**
     * Runs the statement once for each part, in their order, encoding the next part while the statement runs.
     *
     * @param statement makes the SQL, which is the same for all parts, from the first
     * @param parts at least one; to take the next is to encode it
     * @return how many rows the statements changed together
     */
    long update(Connection connection, Function<Rows, String> statement, Iterator<Rows> parts) throws SQLException {
        Rows first = encoding.run(parts::next);
        String sql = statement.apply(first);
        if (!parts.hasNext()) {
            encoding.giveBack();
            return update(connection, sql, first);
        }
        long changed = 0;
        Future<Long> running = thread.submit(() -> update(connection, sql, first));
        try {
            Iterator<Rows> rest = encoding.isLent() ? encoded(parts) : parts;
            while (rest.hasNext()) {
                Rows next = rest.next();
                changed += SideThread.result(running);
                running = thread.submit(() -> update(connection, sql, next));
            }
            return changed + SideThread.result(running);
        } catch (RuntimeException failure) {
            settle(running, failure);
            throw failure;
        }
    }

    /** A thread that is lent has other work to do, and is not kept waiting for statements: it encodes all parts and goes. */
    private Iterator<Rows> encoded(Iterator<Rows> parts) {
        List<Rows> all = encoding.run(() -> {
            List<Rows> rest = new ArrayList<>();
            parts.forEachRemaining(rest::add);
            return rest;
        });
        encoding.giveBack();
        return all.iterator();
    }

    private static long update(Connection connection, String sql, Rows rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            rows.bind(statement, 1);
            return statement.executeUpdate();
        }
    }

    private static void settle(Future<Long> running, RuntimeException failure) {
        try {
            SideThread.result(running);
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
