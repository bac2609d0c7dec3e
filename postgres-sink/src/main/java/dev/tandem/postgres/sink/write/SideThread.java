/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thread beside the task's own, started when it is first needed. */
final class SideThread implements AutoCloseable {
    private final ExecutorService thread;

    SideThread(String name) {
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread started = new Thread(work, name);
            started.setDaemon(true);
            return started;
        });
    }

    <T> Future<T> submit(Callable<T> work) {
        return thread.submit(work);
    }

    /**
     * What the work has come to. Waits even when interrupted, since the connection is in use until then; the task sees the
     * interruption afterwards.
     */
    static <T> T result(Future<T> work) throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException interruption) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    if (failure.getCause() instanceof SQLException refused) {
                        throw refused;
                    }
                    if (failure.getCause() instanceof RuntimeException wrong) {
                        throw wrong;
                    }
                    throw new IllegalStateException(failure.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
