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
 * Runs statements of a task's transaction on a thread of its own, so that the task encodes the next rows while Postgres works on
 * those before. One thread at a time uses the connection: when a method returns or throws, the caller has it again.
 */
final class StatementThread implements AutoCloseable {
    private final LentThread encoding;
    private final SideThread thread = new SideThread("tandem-postgres-sink-statements");

    StatementThread(LentThread encoding) {
        this.encoding = encoding;
    }

    /**
     * Runs the statement once for each part, in their order, taking the next part while the statement runs.
     *
     * @param statement makes the SQL, which is the same for all parts, from the first
     * @return how many rows the statements changed together
     */
    long update(Connection connection, Function<Rows, String> statement, Iterator<Rows> parts) throws SQLException {
        Rows part = next(parts);
        String sql = statement.apply(part);
        if (!parts.hasNext()) {
            encoding.giveBack();
            return update(connection, sql, part);
        }
        long changed = 0;
        Future<Long> running = null;
        try {
            Iterator<Rows> rest = parts;
            while (part != null) {
                Rows rows = part;
                running = thread.submit(() -> update(connection, sql, rows));
                if (encoding.isLent()) {
                    rest = encoding.run(() -> all(parts)).iterator();
                    encoding.giveBack();
                }
                part = next(rest);
                changed += SideThread.result(running);
            }
            return changed;
        } catch (RuntimeException failure) {
            settle(running, failure);
            throw failure;
        }
    }

    /** A thread that is lent has other work to do, and is not kept waiting for statements. */
    private static List<Rows> all(Iterator<Rows> parts) {
        List<Rows> all = new ArrayList<>();
        parts.forEachRemaining(all::add);
        return all;
    }

    private Rows next(Iterator<Rows> parts) {
        if (parts.hasNext()) {
            return encoding.run(parts::next);
        }
        encoding.giveBack();
        return null;
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
